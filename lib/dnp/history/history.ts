import { z } from 'zod';
import type { NumberedRun } from '../../ledger/history.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Stage } from '../../stage.ts';
import type { Clock } from '../../transport/clock.ts';
import type { Grant } from '../connection.ts';
import type { Custody } from '../custody.ts';
import type { Language } from '../language.ts';
import type { RuleSettings } from '../rules.ts';
import { Announcements, type HistoryListener } from './announcements.ts';
import { HistoryFailure } from './failure.ts';
import { KeptObjects } from './kept-objects.ts';
import { objectDetail } from './object-detail.ts';
import { ObjectRows } from './object-rows.ts';
import { type PlanParts, planRelease, planRetry } from './plan.ts';
import type { JobRow, ObjectDetail, ObjectKey, ObjectRow, RunDetail, RunSummary, Started } from './records.ts';
import { STATION } from './station.ts';
import { carryOut, type Steps, Task } from './task.ts';

export interface HistoryParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly custody: Custody;
  readonly settings: RuleSettings;
  readonly steps: Steps;
  readonly startRun: () => string;
  /** Aborted when the connection closes. */
  readonly closing: AbortSignal;
}

/**
 * Looks back: what became of every object of every run, who it is, and what was sent and answered; and does what a person
 * decides about it. Nothing that it returns is for a log.
 */
export class History {
  readonly #parts: HistoryParts;
  readonly #plan: PlanParts;
  readonly #kept: KeptObjects;
  readonly #rows: ObjectRows;
  readonly #announcements: Announcements;

  constructor(parts: HistoryParts) {
    const { clock, closing, ledger, settings } = parts;
    this.#parts = parts;
    this.#kept = new KeptObjects(ledger);
    this.#plan = { ledger, kept: this.#kept, settings };
    this.#rows = new ObjectRows(ledger, this.#kept);
    this.#announcements = new Announcements(ledger, clock, closing);
  }

  /** Newest first, 50 at a time. @param options.before the `seq` of the last one seen */
  runs(options: { readonly before?: number } = {}): RunSummary[] {
    return this.#parts.ledger.history.runs(options).map((run) => this.#summary(run));
  }

  /** @throws {HistoryFailure} `unknown-run` */
  run(runId: string): RunDetail {
    const run = this.#known(runId);
    const jobList = this.#parts.ledger.history
      .batches(runId)
      .map(
        ({ id, jobId = '', endedAt, ...batch }): JobRow =>
          endedAt === undefined ? { batch: id, jobId, ...batch } : { batch: id, jobId, endedAt, ...batch },
      );
    return { ...this.#summary(run), jobList };
  }

  /** Whose people these are, where a token has said so. */
  organiser(): string | undefined {
    return this.#parts.ledger.history.organiser();
  }

  /** Notes whose people these are. */
  authorized({ organisationId, organisationName = organisationId }: Grant): void {
    this.#parts.ledger.history.nameOrganiser(organisationName);
  }

  /** Every object of a run. @throws {HistoryFailure} `unknown-run` */
  async objects(runId: string): Promise<ObjectRow[]> {
    this.#known(runId);
    return this.#rows.read(runId);
  }

  /** One object in full, personal data included. @throws {HistoryFailure} `unknown-run`, `unknown-object` */
  object(runId: string, key: ObjectKey, language: Language): ObjectDetail {
    this.#known(runId);
    const detail = objectDetail(this.#parts.ledger, this.#kept, runId, key, language);
    if (!detail) throw new HistoryFailure('unknown-object');
    return detail;
  }

  /**
   * Sends again what failed in a run, in the background and in a run of its own. A restart does not end it.
   * @param only some of the objects; all that failed where it is undefined
   * @throws {HistoryFailure} `unknown-run`, `nothing-to-do`
   */
  retry(runId: string, only?: readonly ObjectKey[]): Started {
    this.#known(runId);
    return this.#begin(planRetry(this.#plan, runId, only));
  }

  /** As {@link retry}, with what is held: by a gate, which looks at it again, or for want of permission, which this is. */
  release(runId: string, only?: readonly ObjectKey[]): Started {
    this.#known(runId);
    return this.#begin(planRelease(this.#plan, runId, only));
  }

  /**
   * Erases a person's data and names from the ledger for good; outcomes stay, with the id alone.
   * @param personId a UUID
   */
  forget(personId: string): void {
    const { ledger } = this.#parts;
    this.#rows.clear();
    ledger.erasure.forget(personId.toLowerCase());
    ledger.checkpoint();
  }

  /** Notes that a node has some stages of a run at hand. */
  visit(runId: string, stages: readonly Stage[], node: { readonly id: string; readonly type: string }): void {
    const { ledger } = this.#parts;
    ledger.write(() => {
      for (const stage of stages) ledger.history.visit(runId, stage, node.id, node.type);
    });
  }

  /** Tells of changes, ids and counts only, at most four times a second for each run. @returns how to stop listening */
  watch(listener: HistoryListener): () => void {
    return this.#announcements.add(listener);
  }

  /** To be called whenever the outcomes of a run may have changed. */
  changed(runId: string, stage: Stage): void {
    this.#announcements.changed(runId, stage);
  }

  /** Goes on with the actions that the last closing interrupted. */
  async resume(): Promise<void> {
    try {
      await null; // whoever opens the connection has time to listen
      this.#resume();
    } catch (error) {
      if (!this.#parts.closing.aborted) this.#announcements.failed(error);
    }
  }

  #resume(): void {
    for (const { dnp, payload } of this.#parts.custody.resume(STATION)) {
      const tasks = z.array(Task).safeParse(payload);
      if (dnp?.runId === undefined || dnp.custody === undefined) continue;
      if (tasks.success) this.#go(dnp.runId, dnp.custody, tasks.data);
      else this.#parts.custody.drop(dnp.custody);
    }
  }

  #begin(tasks: readonly Task[]): Started {
    const { custody, startRun } = this.#parts;
    const objects = tasks.reduce((sum, task) => sum + task.objects.length, 0);
    if (objects === 0) throw new HistoryFailure('nothing-to-do');
    const runId = startRun();
    this.#go(runId, custody.take(STATION, { payload: tasks, dnp: { runId } }), tasks);
    return { runId, objects };
  }

  /** In the background; what goes wrong is told to those who watch. */
  #go(runId: string, place: string, tasks: readonly Task[]): void {
    const { closing, custody, steps } = this.#parts;
    carryOut(steps, runId, tasks, closing)
      .then(() => custody.drop(place))
      .catch((error: unknown) => {
        custody.suspend(place);
        if (!closing.aborted) this.#announcements.failed(error);
      });
  }

  #known(runId: string): NumberedRun {
    const run = this.#parts.ledger.history.run(runId);
    if (!run) throw new HistoryFailure('unknown-run');
    return run;
  }

  #summary({ id, seq, startedAt }: NumberedRun): RunSummary {
    const { history, runs, waiting } = this.#parts.ledger;
    const jobs = history.progress(id);
    const running = jobs.done < jobs.total || waiting.hasRun(id);
    const nodes = new Set(history.stations(id).map(({ nodeId }) => nodeId));
    return { id, seq, startedAt, counts: runs.counts(id), running, jobs, nodes: [...nodes] };
  }
}
