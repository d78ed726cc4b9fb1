import type { Connection } from '../../../lib/dnp/connection.ts';
import { createConnection } from '../../../lib/dnp/create-connection.ts';
import type { CallOptions, ProvisioningService } from '../../../lib/dnp/service.ts';
import { ServiceFailure } from '../../../lib/dnp/service-failure.ts';
import type { Ledger } from '../../../lib/ledger/ledger.ts';
import { LedgerFailure } from '../../../lib/ledger/ledger-failure.ts';
import type { Stage } from '../../../lib/stage.ts';
import { persistently, type Trouble } from '../../../lib/transport/retry.ts';
import { TransportFailure } from '../../../lib/transport/transport.ts';
import { refusal } from '../scripted-service.ts';
import type { CallFault } from './faults.ts';
import type { Sleeper } from './time.ts';
import type { Mortal, World } from './world.ts';

const PATIENCE_MS = 10 * 60_000;
/** From us to the service, or back. */
const LATENCY_MS = { shortest: 5, longest: 60 };
/** Room for two or three objects a call. */
const BODY_BYTES = 1_200;
/** More than any of the simulation's faults can use up. */
const ATTEMPTS = 10;

const STUCK_MS = { hours: 3 * 3_600_000, days: 60 * 3_600_000 };

const never = () => new Promise<never>(() => undefined);

/** Why a life ended. */
export type End = 'crash' | 'restart' | 'disk' | 'bug';

/**
 * One process with its connection. When it dies it cannot touch the world any more: its calls and sleeps never end, and
 * the ledger refuses it.
 */
export class Life implements Mortal {
  readonly connection: Connection;
  readonly clock: Sleeper;
  /** Resolves when it has died or should be restarted. */
  readonly over: Promise<End>;
  readonly died: Promise<void>;
  readonly #world: World;
  readonly #end: (end: End) => void;
  readonly #buried: () => void;
  #dead = false;

  constructor(world: World) {
    this.#world = world;
    this.clock = world.time.sleeper();
    const over = Promise.withResolvers<End>();
    this.over = over.promise;
    this.#end = over.resolve;
    const died = Promise.withResolvers<void>();
    this.died = died.promise;
    this.#buried = died.resolve;
    world.alive = this;
    world.dieAfterCommit = false;
    this.connection = createConnection({
      service: this.#service(),
      authorize: () => Promise.reject(new Error('nobody asks')),
      ledger: this.#ledger(),
      clock: this.clock,
      random: world.random,
      newId: () => world.newId(),
      language: 'en',
      settings: { bodyBytes: BODY_BYTES, attempts: ATTEMPTS },
      retentionDays: 30,
    });
  }

  get dead(): boolean {
    return this.#dead;
  }

  die(): void {
    this.#dead = true;
    this.clock.die();
    this.#end('crash');
    this.#buried();
  }

  restart(): void {
    this.#end('restart');
  }

  end(end: End): void {
    this.#end(end);
  }

  /** The ledger as long as it lives. */
  #ledger(): Ledger {
    const { ledger } = this.#world;
    const { runs, objects, batches, waiting, held, asides, history, erasure } = ledger;
    return {
      runs: this.#mortal(runs),
      objects: this.#mortal(objects),
      batches: this.#mortal(batches),
      waiting: this.#mortal(waiting),
      held: this.#mortal(held),
      asides: this.#mortal(asides),
      history: this.#mortal(history),
      erasure: this.#mortal(erasure),
      write: (work) => this.#whileAlive(() => ledger.write(work)),
      checkpoint: () => this.#whileAlive(() => ledger.checkpoint()),
      close: () => undefined, // the disk outlives the process
    };
  }

  #mortal<T extends object>(part: T): T {
    return new Proxy(part, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => this.#whileAlive(() => Reflect.apply(member, target, args));
      },
    });
  }

  #whileAlive<T>(work: () => T): T {
    if (this.#dead) throw new LedgerFailure('ledger-unwritable');
    const result = work();
    if (this.#world.dieAfterCommit) {
      this.#world.dieAfterCommit = false;
      this.die();
      throw new LedgerFailure('ledger-unwritable');
    }
    return result;
  }

  #service(): ProvisioningService {
    const { service } = this.#world;
    return {
      submit: (stage, operation, body, options) => {
        this.#mustBeIntended(stage, body);
        return this.#call(() => service.submit(stage, operation, body), false, options);
      },
      job: (stage, jobId, options) => this.#call(() => service.job(stage, jobId), true, options, jobId),
      isCompleted: (stage, jobId, options) => this.#call(() => service.isCompleted(stage, jobId), true, options, jobId),
      lookup: (stage, query, options) => this.#call(() => service.lookup(stage, query), true, options),
      list: (stage) => service.list(stage),
      get: (stage, id, options) => this.#call(() => service.get(stage, id), true, options),
      alive: (options) => this.#call(() => service.alive(), true, options),
    };
  }

  /** No call goes out without a durable intent. */
  #mustBeIntended(stage: Stage, body: string): void {
    const { ledger, service } = this.#world;
    const intents = ledger.batches.open({ stage }).filter(({ state }) => state === 'intent');
    if (!intents.some(({ id }) => ledger.batches.body(id) === body)) service.broken.push('a call without an intent');
  }

  /** A call as the client makes it: tried again where that is harmless, and once with a new token. */
  #call<T>(send: () => Promise<T>, harmless: boolean, { signal }: CallOptions = {}, jobId?: string): Promise<T> {
    const attempt = () => this.#attempt(send, signal, jobId);
    const once = () =>
      attempt().catch((error: unknown) => {
        if (error instanceof ServiceFailure && error.status === 403) return attempt();
        throw error;
      });
    const { clock } = this;
    const { random } = this.#world;
    return persistently(once, { clock, random, harmless, patienceMs: PATIENCE_MS, signal, troubleOf });
  }

  async #attempt<T>(send: () => Promise<T>, signal: AbortSignal | undefined, jobId: string | undefined): Promise<T> {
    if (this.#dead) return never();
    const { service, time } = this.#world;
    const wrong = this.#world.nextCall(jobId !== undefined);
    if (wrong.has('crash before a call')) return this.#dieIn();
    if (wrong.has('calm restart at a call')) this.restart();
    await this.clock.sleep(this.#latency(), signal);
    const failure = failureOf(wrong);
    if (failure) throw failure;
    if (jobId !== undefined) {
      if (wrong.has('job forgotten')) service.forget(jobId);
      if (wrong.has('job stuck')) service.delay(jobId, time.now() + STUCK_MS.hours);
      if (wrong.has('job stuck for days')) service.delay(jobId, time.now() + STUCK_MS.days);
    }
    const answer = await send();
    if (wrong.has('crash after a call')) return this.#dieIn();
    if (wrong.has('answer lost on the way back')) throw lost();
    if (wrong.has('broken after it was carried out')) throw refusal(500, '5004');
    await this.clock.sleep(this.#latency(), signal).catch(() => {
      throw lost();
    });
    return answer;
  }

  #dieIn(): Promise<never> {
    this.die();
    return never();
  }

  #latency(): number {
    return LATENCY_MS.shortest + Math.floor(this.#world.random() * (LATENCY_MS.longest - LATENCY_MS.shortest));
  }
}

/** What is wrong before the service has done anything. */
function failureOf(wrong: ReadonlySet<CallFault>): Error | undefined {
  if (wrong.has('answer lost on the way there')) return lost();
  if (wrong.has('broken before it was carried out')) return refusal(500, '5004');
  if (wrong.has('not reachable')) return new TransportFailure('not-sent', 'not reachable');
  if (wrong.has('too many calls')) return refusal(429, '5021');
  if (wrong.has('unavailable') || wrong.has('unavailable for long')) return refusal(503, '5022');
  if (wrong.has('token refused') || wrong.has('token refused for long')) return refusal(403, '5002');
  return undefined;
}

function lost(): TransportFailure {
  return new TransportFailure('answer-lost', 'the connection broke');
}

function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof TransportFailure) return error.code;
  return error instanceof ServiceFailure ? error.status : undefined;
}
