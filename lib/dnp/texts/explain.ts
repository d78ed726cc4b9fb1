import type { Reason } from '../../outcome.ts';
import type { Language } from '../language.ts';
import { en } from './en/index.ts';
import { nl } from './nl/index.ts';
import { sv } from './sv/index.ts';
import type { Explanation, Texts } from './texts.ts';

const TEXTS: Readonly<Record<Language, Texts>> = { en, sv, nl };

/** An error id of the service, or the HTTP status where it gave none. */
const OF_SERVICE = /^(?:http-)?\d+$/;
const OF_SANDBOX = /^SANDBOX-/;
const PLACE = /\{(\w+)\}/g;

/**
 * Says in words what a reason means and what to do about it. Field, ids and numbers that the sentence has no place for
 * follow it in brackets, so that nothing that is known gets lost; a code that has no explanation is shown as it is.
 *
 * @param blank stands where a sentence has a place for something that the reason does not tell
 * @returns whole sentences, in the language asked for
 * @example explain({ code: 'attribute-missing', field: 'givenName' }, 'en').what // 'givenName is missing.'
 */
export function explain(reason: Reason, language: Language, blank = '–'): Explanation {
  const texts = TEXTS[language];
  const { what, remedy } = explanationOf(reason.code, texts);
  const details = detailsOf(reason, texts);
  const said = new Set<string>();
  const fill = (sentence: string) =>
    sentence.replace(PLACE, (_, name: string) => {
      said.add(name);
      return name === 'code' ? reason.code : (details.get(name) ?? blank);
    });
  const sentences = { what: fill(what), remedy: fill(remedy) };
  const rest = [...details].filter(([name]) => !said.has(name)).map(([name, value]) => labelled(name, value, texts));
  return { what: `${sentences.what}${rest.length > 0 ? ` (${rest.join('; ')})` : ''}.`, remedy: sentences.remedy };
}

/** The same as one text: what is wrong, then what to do. */
export function reasonText(reason: Reason, language: Language): string {
  const { what, remedy } = explain(reason, language);
  return `${what} ${remedy}`;
}

/** Whether a reason has an explanation of its own, in every language. */
export function isExplained(code: string): boolean {
  return isKeyOf(TEXTS.en.explanations, code);
}

function explanationOf(code: string, texts: Texts): Explanation {
  if (isKeyOf(texts.explanations, code)) return texts.explanations[code];
  if (OF_SERVICE.test(code)) return texts.unknownOfService;
  return OF_SANDBOX.test(code) ? texts.unknownOfSandbox : texts.unknown;
}

/** An error id of the service is told too: it is what to ask Skolverket about. */
function detailsOf({ code, field, params }: Reason, texts: Texts): Map<string, string> {
  const details = new Map<string, string>();
  if (OF_SERVICE.test(code)) details.set('code', code);
  if (field) details.set('field', field);
  for (const [name, value] of Object.entries(params ?? {})) details.set(name, inWords(name, value, texts));
  return details;
}

function inWords(name: string, value: string | number, { kinds }: Texts): string {
  const word = String(value);
  return name === 'expected' && isKeyOf(kinds, word) ? kinds[word] : word;
}

function labelled(name: string, value: string, { labels }: Texts): string {
  if (name === 'field' || name === 'code') return value;
  return `${isKeyOf(labels, name) ? labels[name] : name}: ${value}`;
}

function isKeyOf<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key);
}
