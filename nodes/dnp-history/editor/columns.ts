import type { ObjectRow } from '../dnp-history.shared.ts';
import type { Desk } from './desk.ts';
import { meaningOf, reasonKeys } from './reasons.ts';

/** A column of the object table. `name` is its key among the columns of the catalogue. */
export interface Column {
  readonly name: string;
  readonly text: (row: ObjectRow, desk: Pick<Desk, 'words' | 'language'>) => string;
}

const outcome: Column = { name: 'outcome', text: ({ outcome }, { words }) => words(`history.outcome.${outcome}`) };
/** An object that is no person has no name to speak of: its id tells which one it is. */
const name: Column = { name: 'name', text: (row) => row.name || row.id };
const reason: Column = {
  name: 'reason',
  text: (row, { language }) =>
    reasonKeys(row)
      .map((key) => meaningOf(key, language).what)
      .join(' '),
};
const remedy: Column = {
  name: 'remedy',
  text: (row, { language }) =>
    reasonKeys(row)
      .map((key) => meaningOf(key, language).remedy)
      .join(' '),
};

/** Who an object is about. */
export const ABOUT_WHOM: readonly Column[] = [
  { name: 'role', text: (row) => row.role },
  { name: 'civic-number', text: (row) => row.civicNo },
  { name: 'eppn', text: (row) => row.eppn },
  { name: 'school-year', text: (row) => row.schoolYear },
  { name: 'school-type', text: (row) => row.schoolType },
];

export const TABLE_COLUMNS: readonly Column[] = [outcome, name, reason, ...ABOUT_WHOM];

/** What the school office gets: all of the table, what to do, and where to find the object. */
export const EXPORT_COLUMNS: readonly Column[] = [
  outcome,
  { name: 'stage', text: ({ stage }, { words }) => words(`history.stage.${stage}`) },
  name,
  ...ABOUT_WHOM,
  { name: 'school-unit', text: (row) => row.schoolUnit },
  reason,
  remedy,
  { name: 'id', text: (row) => row.id },
];

/** What is wrong with an object and what to do, as one text; empty where nothing is. */
export const adviceOf = (row: ObjectRow, desk: Pick<Desk, 'words' | 'language'>): string =>
  [reason.text(row, desk), remedy.text(row, desk)].filter(Boolean).join('\n');
