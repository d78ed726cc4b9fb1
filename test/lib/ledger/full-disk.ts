/** A process on a disk with little room: writes until nothing more fits, then says what it was told and what it has. */
import { uuid } from '../dnp/sample.ts';
import { open, RUN } from './filled.ts';

const ledger = open(process.argv[2] ?? '');
ledger.runs.start(RUN, 1);
let written = 0;
let told = 'nothing';
try {
  for (; written < 10_000; written++) {
    const id = uuid(written);
    ledger.batches.intend({
      ...{ id, runId: RUN, stage: 'Person', transfer: id, operation: 'send', attempt: 1, createdAt: 1 },
      ...{
        content: [{ id, hash: 'x', notes: [] }],
        body: JSON.stringify({ id, rubbish: 'Å'.repeat(100) + Math.random() }),
      },
    });
  }
} catch (error) {
  told = error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
const readable = ledger.batches.open({}).filter(({ id }) => ledger.batches.body(id) !== undefined).length;
process.stdout.write(JSON.stringify({ told, written, readable }));
