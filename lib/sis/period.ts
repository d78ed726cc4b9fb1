/** How a day lies to a period of time. `unreadable` names the end of the period that is no date. */
export type Position = 'within' | 'before' | 'after' | { readonly unreadable: 'startDate' | 'endDate' };

const DAY = /^(\d{4})-(\d\d)-(\d\d)(?:T.*)?$/;

/** Whether a text is a day of the calendar, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return text.length === 10 && day(text) === text;
}

/**
 * Where `today` lies in the period that an object of SS12000 names by `startDate` and `endDate`. Both days belong to the
 * period; an end that is absent, null or empty is open.
 *
 * @param today `YYYY-MM-DD`
 */
export function position(
  period: { readonly startDate?: unknown; readonly endDate?: unknown },
  today: string,
): Position {
  const start = boundary(period.startDate);
  if (start === undefined) return { unreadable: 'startDate' };
  const end = boundary(period.endDate);
  if (end === undefined) return { unreadable: 'endDate' };
  if (end !== '' && end < today) return 'after';
  return start > today ? 'before' : 'within';
}

/** A day, '' for an open end, undefined for what is neither. */
function boundary(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return '';
  return typeof value === 'string' ? day(value) : undefined;
}

/** The day of a date or a date and time of RFC 3339, if the calendar has it. */
function day(text: string): string | undefined {
  const [, year, month, dayOfMonth] = DAY.exec(text.trim()) ?? [];
  if (year === undefined || month === undefined || dayOfMonth === undefined) return undefined;
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const exists = Number(month) >= 1 && Number(month) <= 12 && Number(dayOfMonth) >= 1 && Number(dayOfMonth) <= last;
  return exists ? `${year}-${month}-${dayOfMonth}` : undefined;
}

const SWEDEN = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' });

/**
 * The day it is in Sweden.
 *
 * @param now milliseconds since 1970
 * @returns `YYYY-MM-DD`
 */
export function dayInSweden(now: number): string {
  return SWEDEN.format(now);
}
