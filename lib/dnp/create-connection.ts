import { randomUUID } from 'node:crypto';
import type { Ledger } from '../ledger/ledger.ts';
import { LedgerFailure } from '../ledger/ledger-failure.ts';
import type { ObjectOutcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import type { Clock, Random } from '../transport/clock.ts';
import type { Connection, Described, Grant } from './connection.ts';
import { Custody } from './custody.ts';
import { History } from './history/history.ts';
import { isOfHistory } from './history/station.ts';
import { isUuid } from './identifiers/uuid.ts';
import type { Language } from './language.ts';
import type { CallOptions, ProvisioningService } from './service.ts';
import { reasonText } from './texts/explain.ts';
import { Calls } from './transfer/calls.ts';
import { DEFAULT_SETTINGS, type TransferContext, type TransferSettings } from './transfer/context.ts';
import { followUp } from './transfer/follow-up.ts';
import { giveUp } from './transfer/give-up.ts';
import { JobPace } from './transfer/pace.ts';
import { mayRelease, passGate } from './transfer/pass-gate.ts';
import { Settling } from './transfer/settle.ts';
import { type Submission, submit } from './transfer/submit.ts';
import { Turns } from './transfer/turns.ts';

/** How long closing waits for work to let go, and then for messages on their way between two nodes, ms. */
const CLOSING_MS = { work: 1_500, delivery: 50 };
const DAY_MS = 24 * 3_600_000;
/** Between two clearings of old bodies, ms. */
const CLEARING_MS = 6 * 3_600_000;

export interface ConnectionParts {
  readonly service: ProvisioningService;
  readonly authorize: (options?: CallOptions) => Promise<Grant>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  /** UUIDs. */
  readonly newId?: () => string;
  readonly language: Language;
  readonly settings?: Partial<TransferSettings>;
  /** Days after which bodies and answers are removed from the ledger. Outcomes stay. */
  readonly retentionDays: number;
  /** Called last, when everything has come to its end. */
  readonly afterClose?: () => Promise<void>;
}

/** Joins a service and a ledger to a {@link Connection}. Everything that it does to the world goes through its parts. */
export function createConnection(parts: ConnectionParts): Connection {
  const { clock, ledger, service, language, newId = randomUUID } = parts;
  const closing = new AbortController();
  const listeners = new Set<Parameters<Connection['watch']>[0]>();
  const context: TransferContext = {
    service,
    ledger,
    clock,
    random: parts.random,
    newId,
    settings: { ...DEFAULT_SETTINGS, ...parts.settings },
    pace: new JobPace(),
    turns: new Turns(),
    calls: new Calls(),
    closing: closing.signal,
    startedAt: clock.now(),
    changed: (runId, stage) => {
      for (const listener of listeners) listener({ runId, stage });
      history.changed(runId, stage);
    },
  };
  const settling = new Settling(context);
  const custody = new Custody(ledger, clock, newId, closing.signal);
  const underWay = new Set<Promise<unknown>>();

  /** Work that closing calls off and waits for. */
  function during<S extends CallOptions, T>(step: S, work: (step: S) => Promise<T>): Promise<T> {
    const signal = step.signal ? AbortSignal.any([step.signal, closing.signal]) : closing.signal;
    const task = work({ ...step, signal }).finally(() => underWay.delete(task));
    underWay.add(task);
    return task;
  }

  const steps = {
    submit: (step: Submission) => during(step, (signalled) => submit(context, settling, signalled)),
    followUp: (step: Parameters<Connection['followUp']>[0]) =>
      during(step, (signalled) => followUp(context, settling, signalled)),
    passGate: (step: Parameters<Connection['passGate']>[0]) =>
      during(step, (signalled) => passGate(context, signalled)),
  };

  function startRun(runId?: string): string {
    const id = runId !== undefined && isUuid(runId) ? runId : newId();
    ledger.runs.start(id, clock.now());
    return id;
  }

  const history = new History({
    ledger,
    clock,
    custody,
    settings: context.settings,
    steps,
    startRun: () => startRun(),
    closing: closing.signal,
  });
  void history.resume();

  async function clearOldBodies(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        clearOnce(clock.now() - parts.retentionDays * DAY_MS);
      } catch (error) {
        // A disk that fails stops the sending and is told there; clearing can wait for the next time.
        if (!(error instanceof LedgerFailure)) throw error;
      }
      await clock.sleep(CLEARING_MS, closing.signal).catch(() => undefined); // closing: the loop ends by itself
    }
  }
  function clearOnce(before: number): void {
    ledger.batches.removeBodies(before);
    ledger.asides.remove(before);
    ledger.held.removeOld(before);
    ledger.erasure.repeat();
    ledger.checkpoint();
  }

  const clearing = clearOldBodies();
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    closing.abort(new DOMException('The connection is closing', 'AbortError'));
    try {
      await within(CLOSING_MS.work, Promise.allSettled([...underWay, settling.idle(), clearing]));
      await clock.sleep(CLOSING_MS.delivery);
      custody.settle();
    } finally {
      ledger.close();
      await parts.afterClose?.();
    }
  }

  /** Waits for work, but no longer than that; no timer is left behind. */
  async function within(ms: number, work: Promise<unknown>): Promise<void> {
    const enough = new AbortController();
    const patience = clock.sleep(ms, enough.signal).catch(() => undefined); // called off: the work was faster
    await Promise.race([work, patience]);
    enough.abort();
  }

  return {
    language,
    service,
    custody,
    authorize: (options = {}) =>
      during(options, async (signalled) => {
        const grant = await parts.authorize(signalled);
        history.authorized(grant);
        return grant;
      }),
    history,
    startRun,
    record(runId, outcomes, objects = []) {
      ledger.write(() => {
        ledger.runs.record(runId, outcomes, clock.now());
        for (const [stage, ofStage] of Map.groupBy(objects, (object) => object.stage))
          ledger.asides.keep(runId, stage, null, ofStage, clock.now());
      });
      for (const stage of stagesOf(outcomes)) context.changed(runId, stage);
    },
    ...steps,
    lookup: (stage, query, options = {}) => during(options, (signalled) => service.lookup(stage, query, signalled)),
    holders: () => [...new Set([...custody.holders(), ...ledger.held.gates()])].filter((id) => !isOfHistory(id)),
    idle: () => custody.idle(),
    mayRelease: (gate, stage) => mayRelease(ledger, gate, stage),
    giveUp: (nodeId) => giveUp(context, custody, nodeId),
    describe: (outcomes) => outcomes.map((outcome) => describe(outcome, language)),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}

function describe({ stage, id, outcome, reasons }: ObjectOutcome, language: Language): Described {
  const inWords = reasons.map((reason) => ({
    code: reason.code,
    field: reason.field ?? '',
    text: reasonText(reason, language),
  }));
  return { stage, id, outcome, reasons: inWords };
}

function stagesOf(outcomes: readonly ObjectOutcome[]): Set<Stage> {
  return new Set(outcomes.map(({ stage }) => stage));
}
