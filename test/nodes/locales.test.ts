import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const folder = join(import.meta.dirname, '..', '..', 'nodes');
const LANGUAGES = ['en-US', 'sv', 'nl'];
const types = readdirSync(folder).filter((name) => existsSync(join(folder, name, `${name}.editor.ts`)));

type Catalogue = { readonly [key: string]: string | Catalogue };

function entries(catalogue: Catalogue, prefix = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : entries(value, `${prefix}${key}.`),
  );
}

const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');

const shared = new Map(
  LANGUAGES.map((language) => [language, entries(JSON.parse(read('shared/locales', `${language}.json`)))]),
);

/** The words of a node in one language, those of all nodes included. */
function words(type: string, language: string): Map<string, string> {
  const own: Catalogue = JSON.parse(read(type, 'locales', language, `${type}.json`));
  return new Map([...(shared.get(language) ?? []), ...entries(own)]);
}

/** Every file of a folder, as one text. */
function sources(name: string): string {
  return readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|html)$/.test(file) && !file.startsWith('locales') && !file.startsWith('help'))
    .filter((file) => statSync(join(folder, name, file)).isFile())
    .map((file) => read(name, file))
    .join('\n');
}

/** Keys that code and forms ask for: whole ones, and beginnings such as `status.` of `status.${name}`. */
function asked(source: string): { key: string; open: boolean }[] {
  const inForms = [...source.matchAll(/data-i18n="([^"]+)"/g)]
    .flatMap(([, keys = '']) => keys.split(';'))
    .map((key) => ({ key: key.replace(/^\[\w+\]/, ''), open: false }));
  const roots =
    'palette-label|label|shared|port|status|form|stage|tip|invalid|language|collection|verdict|operation|test|history';
  const quoted = new RegExp(`['"\`]((?:${roots})(?:\\.[\\w-]+)*)(['"\`]|\\.\\$\\{)`, 'g');
  const inCode = [...source.matchAll(quoted)]
    .filter(([, key = '', end]) => key.includes('.') || end === '.${' || source.includes(`_('${key}'`))
    .map(([, key = '', end]) => ({ key, open: end === '.${' }));
  return [...inForms, ...inCode];
}

/** What the code that nodes share takes from the words that they share. */
const askedByAll = asked(sources('shared')).filter(({ key }) => key.startsWith('shared.'));

const plural = (key: string) => key.replace(/_(one|other)$/, '');

describe('the words of the nodes', () => {
  it('are looked for in all nodes', () => {
    assert.ok(types.includes('dnp-connection') && types.includes('dnp-gate') && types.length >= 8, types.join());
    assert.ok(askedByAll.length > 30, `${askedByAll.length} words asked for`);
  });

  for (const type of types) {
    it(`${type}: every language has the same keys, with the same blanks to fill`, () => {
      const english = words(type, 'en-US');
      const blanks = (text: string | undefined) => [...new Set(text?.match(/__\w+?__/g))].sort();
      for (const language of LANGUAGES) {
        const other = words(type, language);
        assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort(), language);
        for (const [key, text] of other) {
          assert.notEqual(text.trim(), '', `${language} ${key}`);
          assert.deepEqual(blanks(text), blanks(english.get(key)), `${language} ${key}`);
        }
      }
    });

    it(`${type}: every word that is asked for exists`, () => {
      const known = [...words(type, 'en-US').keys()].map(plural);
      const used = [...asked(sources(type)), ...askedByAll];
      const missing = used.filter(({ key, open }) =>
        open ? !known.some((word) => word.startsWith(`${key}.`)) : !known.includes(key),
      );
      assert.deepEqual(missing, []);
    });

    // Node-RED shows help of nodes only, not of plugins.
    if (!read(type, `${type}.html`).includes('data-template-name')) continue;

    it(`${type}: has help in every language, in the same order`, () => {
      const sections = LANGUAGES.map((language) => {
        const help = read(type, 'locales', language, `${type}.html`).replace(
          /<!-- include (\S+) -->/g,
          (_, part: string) => read(part),
        );
        assert.match(help, new RegExp(`<script type="text/markdown" data-help-name="${type}">`), language);
        return (help.match(/^#+ /gm) ?? []).length;
      });
      assert.ok(
        sections.every((number) => number >= 2 && number === sections[0]),
        sections.join(),
      );
    });
  }
});
