/**
 * Reports tests as `spec` does, and after them how much of `lib/` they have run through, room by room. Where a branch of
 * the durable core was not taken, it is named, and the run fails: `npm test` uses it.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import type { TestEvent } from 'node:test/reporters';
import { spec } from 'node:test/reporters';

type Summary = Extract<TestEvent, { type: 'test:coverage' }>['data']['summary'];
type CoveredFile = Summary['files'][number];

const ROOT = join(import.meta.dirname, '..', '..');

/** What a transfer depends on to lose nothing and to send nothing twice. */
const DURABLE_CORE = [
  /^lib\/ledger\//,
  /^lib\/dnp\/transfer\//,
  /^lib\/dnp\/(gate|pack|custody|references)\.ts$/,
  /^lib\/transport\/(retry|breaker|limiter)\.ts$/,
];

export default async function* coverageReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let summary: Summary | undefined;
  async function* tests(): AsyncGenerator<TestEvent> {
    for await (const event of source) {
      if (event.type === 'test:coverage') summary = event.data.summary;
      else yield event;
    }
  }
  yield* Readable.from(tests()).pipe(new spec());
  if (!summary) return;
  yield table(summary.files);
  const gaps = summary.files.flatMap(notTaken);
  if (gaps.length === 0) return;
  yield `\nBranches of the durable core that no test takes:\n${gaps.map((gap) => `  ${gap}\n`).join('')}`;
  process.exitCode = 1;
}

function nameOf({ path }: CoveredFile): string {
  return relative(ROOT, path).replaceAll('\\', '/');
}

/** Branches that were not taken. What V8 reports of a brace alone is the way out of a loop that has none. */
function notTaken(file: CoveredFile): string[] {
  const name = nameOf(file);
  if (!DURABLE_CORE.some((part) => part.test(name))) return [];
  const lines = readFileSync(file.path, 'utf8').split('\n');
  return file.branches
    .filter(({ count, line }) => count === 0 && !/^\s*\}?$/.test(lines[line - 1] ?? ''))
    .map(({ line }) => `${name}:${line}  ${lines[line - 1]?.trim()}`);
}

/** Per cent of lines and of branches, for each room of lib/. */
function table(files: readonly CoveredFile[]): string {
  const rooms: [string, readonly CoveredFile[]][] = [...Map.groupBy(files, (file) => dirname(nameOf(file)))];
  rooms.sort(([one], [other]) => (one < other ? -1 : 1)).push(['all of lib', files]);
  const rows = rooms.map(([room, inIt]) => {
    const sum = (count: (file: CoveredFile) => number) => inIt.reduce((total, file) => total + count(file), 0);
    const lines = percent(
      sum((file) => file.coveredLineCount),
      sum((file) => file.totalLineCount),
    );
    const branches = percent(
      sum((file) => file.coveredBranchCount),
      sum((file) => file.totalBranchCount),
    );
    return `  ${room.padEnd(32)}${lines}${branches}\n`;
  });
  return `\nCoverage of lib/, per cent         lines  branches\n${rows.join('')}`;
}

function percent(covered: number, total: number): string {
  return (total === 0 ? 100 : (100 * covered) / total).toFixed(1).padStart(9);
}
