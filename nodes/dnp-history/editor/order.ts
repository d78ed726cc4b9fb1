import type { Outcome } from '../../../lib/outcome.ts';
import { STAGES } from '../../../lib/stage.ts';
import type { ObjectRow } from '../dnp-history.shared.ts';

/** What a person must look at comes first. */
const URGENCY: readonly Outcome[] = [
  'error',
  'rejected',
  'unconfirmed',
  'temporary',
  'held',
  'warning',
  'success',
  'unchanged',
  'skipped',
];

/** The rows by urgency, then stage by stage, then as they came. */
export function inOrder(rows: readonly ObjectRow[]): readonly ObjectRow[] {
  const place = ({ outcome, stage }: ObjectRow) => URGENCY.indexOf(outcome) * STAGES.length + STAGES.indexOf(stage);
  return rows.toSorted((a, b) => place(a) - place(b));
}
