/** Another process that wants the ledger: says what came of it, and dies suddenly where it is told to. */
import { open } from './filled.ts';

const [file = '', then] = process.argv.slice(2);
try {
  const ledger = open(file);
  process.stdout.write('open\n');
  if (then === 'hold') setInterval(() => undefined, 1_000);
  else ledger.close();
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? String(error.code) : String(error)}\n`);
}
