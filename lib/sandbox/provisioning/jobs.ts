import { randomUUID } from 'node:crypto';
import type { LogEntry } from '../../dnp/service.ts';
import type { Operation } from '../../operation.ts';
import type { Stage } from '../../stage.ts';
import type { Clock, Random } from '../../transport/clock.ts';
import type { JobFate, Misconduct } from '../misbehaviour.ts';
import type { SandboxRecord } from '../record.ts';

/** What a job says of one object; times are ms since 1970. */
export interface JobObject {
  readonly id: string;
  readonly created: number;
  modified: number;
  status: string;
  statusCode?: number;
  /** Whether the object was created, so that the answer has its location. */
  isNew?: boolean;
  errors?: readonly LogEntry[];
  warnings?: readonly LogEntry[];
}

export interface Job {
  readonly id: string;
  readonly organisation: string;
  readonly stage: Stage;
  readonly operation: Operation;
  readonly fate: JobFate;
  readonly objects: readonly JobObject[];
}

/** What becomes of one object, decided when its turn comes. */
export type Verdict = Pick<JobObject, 'status' | 'statusCode' | 'isNew' | 'errors' | 'warnings'>;

/** How long a job takes, in milliseconds. */
export interface JobDelay {
  readonly minimum: number;
  readonly maximum: number;
}

export interface JobsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly delay: JobDelay;
  readonly misconduct: Misconduct;
  readonly record: SandboxRecord;
}

interface Work {
  readonly job: Job;
  readonly decide: (index: number) => Verdict;
  next: number;
}

/** A job's objects are decided in this many steps, so that a reader can see one half done. */
const STEPS = 3;

/** Takes jobs and carries them out a little later, as the real service does. */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #underWay = new Set<Work>();
  readonly #ending = new AbortController();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id.toLowerCase());
  }

  all(): Iterable<Job> {
    return this.#jobs.values();
  }

  /** Takes up the jobs of an earlier life of the sandbox. */
  restore(jobs: Iterable<Job>): void {
    for (const job of jobs) this.#jobs.set(job.id, job);
  }

  clear(): void {
    this.#jobs.clear();
  }

  /** Starts a job. `decide` is asked once for each object, in order, when its turn comes. */
  start(
    {
      organisation,
      stage,
      operation,
      ids,
    }: Pick<Job, 'organisation' | 'stage' | 'operation'> & { ids: readonly string[] },
    decide: (index: number) => Verdict,
  ): Job {
    const { clock, misconduct, record } = this.#options;
    const now = clock.now();
    const job: Job = {
      id: randomUUID(),
      organisation,
      stage,
      operation,
      fate: misconduct.jobFate(),
      objects: ids.map((id) => ({ id, created: now, modified: now, status: 'Pending' })),
    };
    this.#jobs.set(job.id, job);
    const { alreadyInFlight } = record.jobStarted(keysOf(job));
    for (const key of alreadyInFlight) {
      record.violated({ kind: 'two-jobs-in-flight', stage, id: idOf(key), jobId: job.id });
    }
    if (job.fate !== 'stuck') {
      const work: Work = { job, decide, next: 0 };
      this.#underWay.add(work);
      this.#run(work).catch(() => this.#finish(work)); // aborted: the sandbox closes and does the rest at once
    }
    return job;
  }

  /** Carries out at once what is under way, and takes no more time for anything. */
  end(): void {
    this.#ending.abort();
    for (const work of this.#underWay) this.#finish(work);
  }

  async #run(work: Work): Promise<void> {
    const { clock, delay, random, misconduct } = this.#options;
    const extra = work.job.fate === 'slow' ? misconduct.settings.slowJobMs : 0;
    const total = delay.minimum + random() * (delay.maximum - delay.minimum) + extra;
    for (let step = 1; step <= STEPS; step++) {
      await clock.sleep(total / STEPS, this.#ending.signal);
      this.#decideUntil(work, Math.floor((work.job.objects.length * step) / STEPS));
    }
    this.#finish(work);
  }

  #finish(work: Work): void {
    if (!this.#underWay.delete(work)) return;
    this.#decideUntil(work, work.job.objects.length);
    this.#options.record.jobEnded(keysOf(work.job));
  }

  #decideUntil(work: Work, end: number): void {
    const { clock, record } = this.#options;
    const { organisation, stage, operation, id: jobId, objects } = work.job;
    for (; work.next < end; work.next++) {
      const object = objects[work.next];
      if (object === undefined) return;
      const at = clock.now();
      const verdict = work.decide(work.next);
      Object.assign(object, verdict, { modified: at });
      record.wasJudged({ at, organisation, stage, id: object.id, operation, jobId, status: verdict.status });
    }
  }
}

/** Whether nothing of a job is left to do. */
export function isCompleted({ objects }: Job): boolean {
  return objects.every(({ status }) => status !== 'Pending');
}

/** The objects of a job as the record tells them apart; each once. */
function keysOf({ organisation, stage, objects }: Job): string[] {
  return [...new Set(objects.map(({ id }) => `${organisation} ${stage} ${id}`))];
}

const idOf = (key: string) => key.slice(key.lastIndexOf(' ') + 1);
