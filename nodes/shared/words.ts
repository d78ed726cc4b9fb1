import type { NodeAPI } from 'node-red';

export type WordParams = Readonly<Record<string, string | number>>;

/** A sentence of the node's catalogue, in the language Node-RED runs in. `count` chooses singular or plural. */
export type Words = (key: string, params?: WordParams) => string;

/** The catalogue of the node that `RED` was handed to; numbers are grouped as in its language. */
export function wordsOf(RED: NodeAPI): Words {
  const language = RED._('shared.language-tag');
  const numbers = new Intl.NumberFormat(/^[a-z]{2}(-[A-Z]{2})?$/.test(language) ? language : 'en');
  return (key, params = {}) => {
    const shown = Object.entries(params).map(([name, value]) =>
      typeof value === 'number' && name !== 'count' ? [name, numbers.format(value)] : [name, value],
    );
    return RED._(key, Object.fromEntries(shown));
  };
}
