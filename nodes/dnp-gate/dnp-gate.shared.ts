import type { Stage } from '../../lib/stage.ts';

/** The settings of a `dnp-gate`. */
export interface DnpGateConfig {
  name: string;
  connection: string;
  /** The stage that comes after the gate. Persons refer to nobody and need none. */
  before: Exclude<Stage, 'Person'>;
  /** What becomes of a group some of whose members are not in place: sent without them, or held as a whole. */
  incompleteGroups: 'send' | 'hold';
}
