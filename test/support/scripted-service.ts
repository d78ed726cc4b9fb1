import { referencesOf } from '../../lib/dnp/references.ts';
import type {
  CallOptions,
  JobEntry,
  LogEntry,
  LookupQuery,
  ProvisioningService,
  Resource,
} from '../../lib/dnp/service.ts';
import { ServiceFailure } from '../../lib/dnp/service-failure.ts';
import type { Operation } from '../../lib/operation.ts';
import { STAGES, type Stage } from '../../lib/stage.ts';
import type { Clock } from '../../lib/transport/clock.ts';
import { TransportFailure } from '../../lib/transport/transport.ts';

/** A call as it reached the service. */
export interface Call {
  readonly name: 'submit' | 'job' | 'isCompleted' | 'lookup' | 'list' | 'get' | 'alive';
  readonly stage: Stage;
  /** Of all calls, from 1. */
  readonly number: number;
  readonly at: number;
  /** Objects of a bulk call or a look-up. */
  readonly ids: readonly string[];
  readonly operation?: Operation;
  readonly jobId?: string;
}

/** What goes wrong with a call: the service's refusal, or an answer that is lost after or before the work was done. */
export type Trouble = Error | 'lost' | 'lost-unsent';

export interface Script {
  /** How a job takes, ms; default 800. */
  jobMs?: (call: Call) => number;
  /** What becomes of one object; by default its references decide. */
  judge?: (stage: Stage, object: Resource, call: Call) => Partial<JobEntry> | undefined;
  /** Called before each call is carried out. It may wait. */
  trouble?: (call: Call) => Trouble | undefined | Promise<Trouble | undefined>;
}

interface Job {
  readonly call: Call;
  readonly stage: Stage;
  readonly operation: Operation;
  readonly objects: readonly Resource[];
  endsAt: number;
  entries: JobEntry[];
  done: boolean;
  forgotten: boolean;
}

/**
 * A provisioning service in memory that does what it is told: its own jobs in virtual time, its own record, and what
 * breaks the promises of a transfer is noted as it happens.
 */
export class ScriptedService implements ProvisioningService {
  readonly calls: Call[] = [];
  readonly jobs = new Map<string, Job>();
  readonly content: Readonly<Record<Stage, Map<string, Resource>>> = {
    Person: new Map(),
    Duty: new Map(),
    Group: new Map(),
    Activity: new Map(),
  };
  /** Promises that were broken: something sent before what it refers to, or while it was under way already. */
  readonly broken: string[] = [];
  /** Bulk calls that carried something which had been taken like this already. */
  repeated = 0;
  readonly script: Script;
  readonly #clock: Clock;

  constructor(clock: Clock, script: Script = {}) {
    this.#clock = clock;
    this.script = script;
  }

  /** Bulk calls, as they came. */
  submitted(stage?: Stage): Call[] {
    return this.calls.filter((call) => call.name === 'submit' && (stage === undefined || call.stage === stage));
  }

  get(stage: Stage, id: string): Promise<Resource | undefined> {
    return this.#carryOut({ name: 'get', stage, ids: [id] }, () => this.content[stage].get(id));
  }

  submit(stage: Stage, operation: Operation, body: string, options: CallOptions = {}): Promise<{ jobId: string }> {
    options.signal?.throwIfAborted();
    const objects = objectsOf(body);
    const ids = objects.map(({ id }) => id.toLowerCase());
    return this.#carryOut({ name: 'submit', stage, operation, ids }, (call) => {
      this.#watch(call, objects);
      const jobId = `job-${call.number}`;
      const endsAt = call.at + (this.script.jobMs?.(call) ?? 800);
      this.jobs.set(jobId, { call, stage, operation, objects, endsAt, entries: [], done: false, forgotten: false });
      return { jobId };
    });
  }

  job(stage: Stage, jobId: string): Promise<JobEntry[]> {
    return this.#carryOut({ name: 'job', stage, jobId, ids: [] }, () => {
      const { done, entries, objects } = this.#known(jobId);
      return done ? entries : objects.map(({ id }) => entry(id, 'Pending'));
    });
  }

  isCompleted(stage: Stage, jobId: string): Promise<boolean> {
    return this.#carryOut({ name: 'isCompleted', stage, jobId, ids: [] }, () => this.#known(jobId).done);
  }

  lookup(stage: Stage, { ids = [] }: LookupQuery): Promise<Resource[]> {
    return this.#carryOut({ name: 'lookup', stage, ids }, () => ids.flatMap((id) => this.content[stage].get(id) ?? []));
  }

  async *list(stage: Stage): AsyncIterable<Resource[]> {
    yield await this.#carryOut({ name: 'list', stage, ids: [] }, () => [...this.content[stage].values()]);
  }

  alive(): Promise<boolean> {
    return this.#carryOut({ name: 'alive', stage: 'Person', ids: [] }, () => true);
  }

  /** The job will not end before then, ms since 1970. Nothing happens to one that has ended. */
  delay(jobId: string, until: number): void {
    const job = this.jobs.get(jobId);
    if (job && !job.done) job.endsAt = Math.max(job.endsAt, until);
  }

  /** The service no longer knows the job. One that has not ended by now never will: its work is forgotten with it. */
  forget(jobId: string): void {
    this.catchUp();
    const job = this.jobs.get(jobId);
    if (!job) return;
    job.forgotten = true;
    job.done = true;
  }

  /** Ends the jobs whose time has come, in the order of their ends. */
  catchUp(): void {
    const due = [...this.jobs.values()].filter(({ done, endsAt }) => !done && endsAt <= this.#clock.now());
    for (const job of due.sort((one, other) => one.endsAt - other.endsAt)) this.#finish(job);
  }

  async #carryOut<T>(what: Omit<Call, 'number' | 'at'>, work: (call: Call) => T): Promise<T> {
    const call: Call = { ...what, number: this.calls.length + 1, at: this.#clock.now() };
    this.calls.push(call);
    const trouble = await this.script.trouble?.(call);
    if (trouble instanceof Error) throw trouble;
    if (trouble === 'lost-unsent') throw new TransportFailure('answer-lost', 'lost on the way there');
    this.catchUp();
    const answer = work(call);
    if (trouble === 'lost') throw new TransportFailure('answer-lost', 'lost on the way back');
    return answer;
  }

  #known(jobId: string): Job {
    const job = this.jobs.get(jobId);
    if (!job || job.forgotten) throw refusal(404, '4001');
    return job;
  }

  #watch(call: Call, objects: readonly Resource[]): void {
    const { stage, number } = call;
    const underWay = new Set(
      [...this.jobs.values()]
        .filter((job) => !job.done && job.stage === stage)
        .flatMap((job) => job.objects.map(({ id }) => id)),
    );
    let again = false;
    for (const object of objects) {
      if (underWay.has(object.id)) this.broken.push(`call ${number}: ${stage} ${object.id} is under way already`);
      if (call.operation === 'delete') continue;
      for (const { id, stage: to } of referencesOf(stage, object)) {
        if (!this.content[to].has(id))
          this.broken.push(`call ${number}: ${stage} ${object.id} came before ${to} ${id}`);
      }
      again ||= same(this.content[stage].get(object.id), object);
    }
    if (again) this.repeated++;
  }

  #finish(job: Job): void {
    job.done = true;
    job.entries = job.objects.map((object) => {
      const told = this.script.judge?.(job.stage, object, job.call) ?? this.#judge(job, object);
      const verdict = { ...entry(object.id, 'Success'), ...told };
      if (verdict.status === 'Success' || verdict.status === 'Warning') this.#take(job, object);
      return verdict;
    });
  }

  #take({ stage, operation }: Job, object: Resource): void {
    if (operation === 'delete') this.content[stage].delete(object.id);
    else this.content[stage].set(object.id, object);
  }

  #judge({ stage, operation }: Job, object: Resource): Partial<JobEntry> {
    const exists = this.content[stage].has(object.id);
    if (operation === 'delete') return exists ? {} : { status: 'Error', errors: [log('4001')] };
    if (operation === 'create' && exists) return { status: 'Error', errors: [log('SANDBOX-exists')] };
    if (operation === 'update' && !exists) return { status: 'Error', errors: [log('4001')] };
    const missing = referencesOf(stage, object).filter(({ id, stage: to }) => !this.content[to].has(id));
    if (missing.some(({ optional }) => !optional)) return { status: 'Error', errors: [log('SANDBOX-reference')] };
    return missing.length > 0 ? { status: 'Warning', warnings: [log('SANDBOX-member')] } : {};
  }
}

/** An entry of a job. */
export function entry(id: string, status: string): JobEntry {
  return { id, status, errors: [], warnings: [] };
}

/** A line of the service's log. It echoes a value, as the real service's do. */
export function log(id: string): LogEntry {
  return {
    id,
    statusCode: 400,
    message: 'Åsa Nguyễn 201308249836 is not as it should be',
    messageType: 'Validation',
    severityLevel: 'Error',
    timeOfOccurance: '2026-11-21T08:00:00Z',
    attributeName: 'civicNo',
    attributeValue: '201308249836',
  };
}

/** A refusal as the client reports it. */
export function refusal(status: number, id?: string): ServiceFailure {
  return new ServiceFailure(status, id === undefined ? [] : [log(id)]);
}

function objectsOf(body: string): Resource[] {
  const { data }: { data: (string | Resource)[] } = JSON.parse(body);
  return data.map((item) => (typeof item === 'string' ? { id: item } : item));
}

function same(one: Resource | undefined, other: Resource): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** How many objects of each stage the service has. */
export function sizes(service: ScriptedService): Record<string, number> {
  return Object.fromEntries(STAGES.map((stage) => [stage, service.content[stage].size]));
}
