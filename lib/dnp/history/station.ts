import type { Operation } from '../../operation.ts';

/** What the history keeps in the ledger as the nodes do, it keeps under names that no node can have. */
const PREFIX = 'dnp-history/';

/** Who has the messages of actions in custody. */
export const STATION = `${PREFIX}actions`;

/** The gate that objects pass when they are sent again; one for each operation, so that none is mistaken for another. */
export function gateFor(operation: Operation): string {
  return `${PREFIX}${operation}`;
}

/** Whether something that the ledger names as a node is the history itself. */
export function isOfHistory(nodeId: string): boolean {
  return nodeId.startsWith(PREFIX);
}
