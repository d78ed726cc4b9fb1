/** What kind of number it is: an ordinary one, a coordination number (day + 60), or a temporary one (`TF`). */
export type CivicNumberKind = 'civic' | 'coordination' | 'temporary';

export interface CivicNumber {
  readonly kind: CivicNumberKind;
  /** Whether the last digit fits the nine before it (Luhn). A temporary number has no check digit: always true. */
  readonly checksum: boolean;
}

const TWELVE = /^((?:18|19|20)\d\d)(\d\d)(\d\d)(?:\d{4}|(TF)\d\d)$/;
const WRITTEN = /^(\d\d)?(\d{6})([-+]?)(\d{4}|TF\d\d)$/i;
const COORDINATION = 60;

/**
 * Reads a civic number as the service wants it: `YYYYMMDDNNNN`, or `YYYYMMDDTFxx` for a temporary one.
 *
 * A wrong check digit is told, not refused: Skolverket's own example of a coordination number has one.
 *
 * @returns undefined where the text has another form, or names a day that no calendar has
 */
export function readCivicNumber(text: string): CivicNumber | undefined {
  const match = TWELVE.exec(text);
  if (!match) return undefined;
  const [, year, month, day, temporary] = match;
  const written = Number(day);
  const coordination = temporary === undefined && written > COORDINATION;
  if (!isDate(Number(year), Number(month), coordination ? written - COORDINATION : written)) return undefined;
  if (temporary !== undefined) return { kind: 'temporary', checksum: true };
  return { kind: coordination ? 'coordination' : 'civic', checksum: luhn(text.slice(2)) };
}

/**
 * Brings the ways in which people and systems write a civic number to twelve characters: `YYMMDD-NNNN`, `YYMMDD+NNNN`
 * (a hundred years or older), `YYMMDDNNNN`, `YYYYMMDD-NNNN`, and the same with `TF`. Whether the day exists and the check
 * digit fits is for {@link readCivicNumber} to say.
 *
 * @param today `YYYY-MM-DD`; a year of two digits is the latest one that does not lie after it
 * @returns undefined where the text is no civic number in any of these forms
 * @example normaliseCivicNumber('130824-9836', '2026-11-21') // '201308249836'
 */
export function normaliseCivicNumber(text: string, today: string): string | undefined {
  const match = WRITTEN.exec(text.trim());
  if (!match) return undefined;
  const [, century, date = '', sign, last = ''] = match;
  return `${century ?? centuryOf(date, sign === '+', today)}${date}${last.toUpperCase()}`;
}

function centuryOf(date: string, hundred: boolean, today: string): string {
  const [year = '', month = '', day = ''] = today.split('-');
  const born = Number(date) - (Number(date.slice(4)) > COORDINATION ? COORDINATION : 0);
  const now = Number(`${year.slice(2)}${month}${day}`);
  return String(Number(year.slice(0, 2)) - (born > now ? 1 : 0) - (hundred ? 1 : 0));
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[index]) * (index % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
