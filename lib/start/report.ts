import { type ObjectOutcome, OUTCOMES, type Outcome } from '../outcome.ts';
import { STAGES, type Stage } from '../stage.ts';

/** What a run came to: objects by stage and outcome, and the calls it took by operation. */
export interface Report {
  readonly stages: Readonly<Record<Stage, Readonly<Record<Outcome, number>>>>;
  readonly calls: Readonly<Record<string, number>>;
}

/** @param outcomes one for each object */
export function report(outcomes: readonly ObjectOutcome[], calls: Readonly<Record<string, number>>): Report {
  // Both casts: fromEntries forgets the keys that it was given.
  const none = () => Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, none()])) as Record<Stage, Record<Outcome, number>>;
  for (const { stage, outcome } of outcomes) stages[stage][outcome]++;
  return { stages, calls };
}

/** Outcomes that speak for themselves. */
const PLAIN: readonly Outcome[] = ['success', 'unchanged'];
/** Outcomes that a run must not end with: there is still something to be done. */
const UNFINISHED: readonly Outcome[] = ['temporary', 'unconfirmed'];

/**
 * What keeps a run from being explained, in words; nothing where every object of the input has its outcome and every
 * outcome its reason.
 *
 * @param input the ids that the export holds, by stage
 */
export function unexplained(
  outcomes: readonly ObjectOutcome[],
  input: Readonly<Record<Stage, ReadonlySet<string>>>,
): string[] {
  const known = new Set(outcomes.map(({ stage, id }) => `${stage} ${id}`));
  const missing = STAGES.flatMap((stage) => [...input[stage]].map((id) => `${stage} ${id}`)).filter(
    (object) => !known.has(object),
  );
  return [
    ...missing.map((object) => `${object} has no outcome`),
    ...outcomes
      .filter(({ outcome, reasons }) => !PLAIN.includes(outcome) && reasons.length === 0)
      .map(({ stage, id, outcome }) => `${stage} ${id} is ${outcome} for no reason`),
    ...outcomes
      .filter(({ outcome }) => UNFINISHED.includes(outcome))
      .map(({ stage, id, outcome }) => `${stage} ${id} is still ${outcome}`),
  ];
}

/** The stages as rows and the outcomes that occur as columns. */
export function table({ stages, calls }: Report): string {
  const columns = OUTCOMES.filter((outcome) => STAGES.some((stage) => stages[stage][outcome] > 0));
  const number = new Intl.NumberFormat('en');
  const rows = [
    ['', ...columns],
    ...STAGES.map((stage) => [stage, ...columns.map((outcome) => number.format(stages[stage][outcome]))]),
  ];
  const widths = ['', ...columns].map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const used = Object.entries(calls).filter(([, times]) => times > 0);
  const spent = used.map(([operation, times]) => `${operation} ${number.format(times)}`).join(', ');
  return `${lines.join('\n')}\n\nCalls: ${spent === '' ? 'none' : spent}\n`;
}
