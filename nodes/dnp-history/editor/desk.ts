import type { Language } from '../../../lib/dnp/language.ts';
import type { HistoryRoutes } from './routes.ts';

/** A sentence of the plugin's catalogue; `count` picks the singular or the plural. */
export type Words = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** What every view needs: the reader's language, the routes, and what the reader may do. */
export interface Desk {
  readonly words: Words;
  readonly language: Language;
  readonly routes: HistoryRoutes;
  readonly mayWrite: boolean;
  /** Says something to a screen reader without moving the focus. */
  announce(sentence: string): void;
  /** Shows the failure of something that the reader asked for. */
  complain(thrown: unknown): void;
}

/** A whole number with the language's own separators. */
export const inDigits = ({ language }: Pick<Desk, 'language'>, number: number): string =>
  new Intl.NumberFormat(language).format(number);

/** The day and the time of a moment, in the reader's language and time zone. */
export const inTime = ({ language }: Pick<Desk, 'language'>, ms: number): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
