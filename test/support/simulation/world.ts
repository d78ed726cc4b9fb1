import { type Ledger, openLedger } from '../../../lib/ledger/ledger.ts';
import { LedgerFailure } from '../../../lib/ledger/ledger-failure.ts';
import { seededRandom } from '../../../lib/sandbox/seeded.ts';
import type { Random } from '../../../lib/transport/clock.ts';
import { ScriptedService } from '../scripted-service.ts';
import {
  CALL_FAULTS,
  type CallFault,
  COMMIT_FAULTS,
  type CommitFault,
  type Fault,
  type FaultKind,
  isCallFault,
  type Steps,
} from './faults.ts';
import { judge } from './organiser.ts';
import { Time } from './time.ts';

/** A job ends within the time that a lost answer is given, unless it is told to be stuck. */
const JOB_MS = { shortest: 100, longest: 8_000 };

/** Something that can die in the middle of anything. */
export interface Mortal {
  /** Dies at once: nothing of it reaches the world any more. */
  die(): void;
  /** Is asked to end in good order. */
  restart(): void;
}

/** All that outlives a process: time, the service, the disk with the ledger, and what is going to go wrong. */
export class World {
  readonly time = new Time();
  readonly service: ScriptedService;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly fired: Fault[] = [];
  /** Who is alive just now. */
  alive: Mortal | undefined;
  dieAfterCommit = false;
  #waiting: readonly Fault[];
  #active = new Map<FaultKind, number>();
  #steps = { calls: 0, commits: 0 };
  #ids = 0;

  constructor(seed: number, faults: readonly Fault[]) {
    this.random = seededRandom(seed);
    this.#waiting = [];
    this.service = new ScriptedService(this.time.sleeper(), {
      judge: judge(seed),
      jobMs: () => JOB_MS.shortest + Math.floor(this.random() * (JOB_MS.longest - JOB_MS.shortest)),
    });
    this.ledger = openLedger({
      file: ':memory:',
      key: new Uint8Array(32).fill(9),
      beforeCommit: () => this.#beforeCommit(),
    });
    this.#steps.commits = 0;
    this.#waiting = faults;
  }

  get steps(): Steps {
    return { ...this.#steps };
  }

  newId(): string {
    return `00000000-0000-4000-9000-${(++this.#ids).toString(16).padStart(12, '0')}`;
  }

  /** From now on nothing goes wrong any more. */
  heal(): void {
    this.#waiting = [];
    this.#active.clear();
  }

  /** A call goes out. @returns what goes wrong with it */
  nextCall(isJob: boolean): Set<CallFault> {
    this.#steps.calls++;
    const due = this.#due(this.#steps.calls, isCallFault).filter(({ kind }) => isJob || !kind.startsWith('job'));
    return new Set(this.#fire(due, CALL_FAULTS, isCallFault));
  }

  #beforeCommit(): void {
    this.#steps.commits++;
    const isCommitFault = (kind: FaultKind): kind is CommitFault => !isCallFault(kind);
    const wrong = new Set(this.#fire(this.#due(this.#steps.commits, isCommitFault), COMMIT_FAULTS, isCommitFault));
    if (wrong.has('calm restart at a commit')) this.alive?.restart();
    if (wrong.has('crash before a commit')) {
      this.alive?.die();
      throw new LedgerFailure('ledger-unwritable');
    }
    if (wrong.has('crash after a commit')) this.dieAfterCommit = true;
    if (wrong.has('disk full') || wrong.has('disk full for a while')) throw diskFailure('ENOSPC');
    if (wrong.has('disk broken')) throw diskFailure('EIO');
  }

  #due(step: number, belongs: (kind: FaultKind) => boolean): Fault[] {
    return this.#waiting.filter((fault) => fault.step === step && belongs(fault.kind));
  }

  /** @returns what is wrong just now: what begins, and what has not ended yet */
  #fire<K extends FaultKind>(
    due: readonly Fault[],
    durations: Readonly<Record<K, { readonly for?: number }>>,
    belongs: (kind: FaultKind) => kind is K,
  ): K[] {
    const now = this.time.now();
    this.fired.push(...due);
    const beginning = due.map(({ kind }) => kind).filter(belongs);
    for (const kind of beginning) {
      const { for: duration } = durations[kind];
      if (duration !== undefined) this.#active.set(kind, now + duration);
    }
    const lasting = [...this.#active].filter(([, until]) => until > now).map(([kind]) => kind);
    return [...beginning, ...lasting.filter(belongs)];
  }
}

function diskFailure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
