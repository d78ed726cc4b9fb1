import { isUuid } from './uuid.ts';

const EPPN = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;
const NOT_LETTERS = /[^\p{L}\p{M}]/gu;
const MARKS = /\p{M}/gu;

/** Letters that stay whole under Unicode decomposition, and what an account name usually makes of them. */
const PLAIN: Readonly<Record<string, string>> = {
  ı: 'i',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
};
const STUBBORN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** Whether a text is written as an `eduPersonPrincipalName`: local part, one `@`, domain, no blanks. */
export function isEppn(text: string): boolean {
  return EPPN.test(text);
}

/**
 * Whether the service will warn (3047) that an EPPN tells a name: it holds the first three letters of the family name,
 * or the first two of the family name and the first two of the given name, one after the other.
 *
 * Whether the domain counts is not documented; only the local part is looked at here, as it is written and of that only the
 * letters, in small ones, with and without their diacritics. Of a family name shorter than three letters the whole of it counts, if it
 * has two. A local part that is a UUID carries no name, whatever letters it happens to have.
 */
export function eppnNameFragment(eppn: string, givenName: string, familyName: string): boolean {
  const local = eppn.slice(0, Math.max(0, eppn.indexOf('@')));
  if (isUuid(local)) return false;
  return [small, letters, plainLetters].some((form) => {
    const account = form(local);
    const family = form(familyName);
    const given = form(givenName);
    const pair = family.slice(0, 2) + given.slice(0, 2);
    return (
      (family.length >= 2 && account.includes(family.slice(0, 3))) || (pair.length === 4 && account.includes(pair))
    );
  });
}

function small(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function letters(text: string): string {
  return small(text).replace(NOT_LETTERS, '');
}

function plainLetters(text: string): string {
  return letters(text)
    .normalize('NFD')
    .replace(MARKS, '')
    .replace(STUBBORN, (letter) => PLAIN[letter] ?? letter);
}
