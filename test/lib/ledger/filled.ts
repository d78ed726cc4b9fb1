import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type Ledger, openLedger } from '../../../lib/ledger/ledger.ts';
import { pupil, uuid } from '../dnp/sample.ts';

export const KEY = new Uint8Array(32).fill(5);
export const RUN = uuid(900);

/** A folder for one test file's ledgers, removed when its tests are over. */
export function ledgerFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

export function open(file: string, beforeCommit?: () => void): Ledger {
  return openLedger({ file, key: KEY, ...(beforeCommit ? { beforeCommit } : {}) });
}

/** Puts something into every table, as a transfer of so many pupils would. */
export function fill(ledger: Ledger, pupils = 40): void {
  const { asides, batches, erasure, held, history, objects, runs, waiting } = ledger;
  runs.start(RUN, 1_000);
  const persons = Array.from({ length: pupils }, (_, index) => pupil(index + 1));
  const content = persons.map(({ id }) => ({ id: String(id), hash: `hash of ${String(id)}`, notes: [] }));
  const body = JSON.stringify({ data: persons });
  const intent = { runId: RUN, stage: 'Person', transfer: uuid(901), operation: 'send', attempt: 1 } as const;
  batches.intend({ ...intent, id: uuid(902), createdAt: 1_001, content, body });
  batches.submitted(uuid(902), 'job-1', 1_002);
  objects.accept('Person', content, 1_003);
  runs.record(
    RUN,
    content.map(({ id }) => ({ stage: 'Person', id, outcome: 'warning', reasons: [{ code: '3047', field: 'eppn' }] })),
    1_003,
    uuid(902),
  );
  batches.ended(uuid(902), 1_003, body);
  batches.intend({ ...intent, id: uuid(903), createdAt: 1_004, content, body });
  runs.note(RUN, 'Group', new Map([[uuid(4), [{ code: 'member-left-out', params: { id: uuid(5) } }]]]));
  waiting.take(
    uuid(904),
    'node-1',
    RUN,
    { message: '{"topic":"Åsa"}', parts: { persons: JSON.stringify(persons) } },
    1_005,
  );
  held.keep('gate-1', RUN, 'Duty', [{ id: uuid(3), kind: 'held', missing: [uuid(2)], body: '{"name":"Åsa"}' }], 1_006);
  asides.keep(RUN, 'Person', 'send', [{ id: '#1', json: JSON.stringify(persons[0]) }], 1_007);
  history.visit(RUN, 'Person', 'node-1', 'dnp-person');
  erasure.forget(uuid(999));
}

/** Reads all that {@link fill} has written. */
export function readAll({ asides, batches, held, history, objects, runs, waiting }: Ledger): unknown {
  return {
    runs: history.runs(),
    outcomes: runs.outcomes(RUN),
    counts: runs.counts(RUN),
    notes: [...runs.notes(RUN, 'Group')],
    accepted: [...objects.accepted('Person', [uuid(1), uuid(2)])],
    batches: [uuid(902), uuid(903)].map((id) => [
      batches.get(id),
      batches.content(id),
      batches.body(id),
      batches.answer(id),
    ]),
    open: batches.open({}),
    sent: [...batches.sent(RUN, 'Person')],
    waiting: waiting.list().map(({ id }) => waiting.read(id)),
    held: held.list('gate-1', 'Duty'),
    asides: asides.ofRun(RUN).map(({ seq }) => [...asides.open(seq)]),
    stations: history.stations(RUN),
  };
}
