import { z } from 'zod';
import { ENDPOINTS, type EndpointName } from '../dnp/endpoints.ts';
import { STAGES, type Stage } from '../stage.ts';
import { lot, seededRandom } from './seeded.ts';

const share = z.number().min(0).max(1);
const OPERATIONS = ['transaction', ...Object.keys(ENDPOINTS)] as const;

/** What may happen to a single call, by its number instead of by chance. */
const SCRIPTED = z.strictObject({
  fault: z.enum(['too-many-calls', 'unavailable', 'request-lost', 'answer-lost', 'token-refused']),
  /** An operation of the contract, or `transaction` for the authorization server; every call where it is left out. */
  operation: z.enum(OPERATIONS).optional(),
  stage: z.enum(STAGES).optional(),
  /** How many matching calls go well first. */
  skip: z.int().min(0).default(0),
  times: z.int().min(1).default(1),
});

/** How the services are to misbehave. Shares are from 0 to 1; all are 0 at first. */
export const MISBEHAVIOUR = z.strictObject({
  /** Calls answered 429/5021 though there is quota left. */
  tooManyCalls: share.default(0),
  /** Calls answered 503/5022; 1 is an outage. */
  unavailable: share.default(0),
  /** Calls answered 403/5002 though the token is good. */
  tokensRefused: share.default(0),
  /** Connections cut before the call is carried out. */
  requestsLost: share.default(0),
  /** Connections cut after the call was carried out. */
  answersLost: share.default(0),
  /** Objects answered TemporaryError. */
  temporaryErrors: share.default(0),
  /** How many times each of those objects is answered so, before it is judged like any other. */
  temporaryErrorsPerObject: z.int().min(1).default(1),
  /** Objects that are taken and answered with a status that no contract names. */
  unknownStatuses: share.default(0),
  slowJobs: share.default(0),
  /** How much longer a slow job takes, in milliseconds. */
  slowJobMs: z.int().min(0).default(5000),
  /** Jobs that stay Pending for ever. */
  stuckJobs: share.default(0),
  /** Jobs that are carried out and answered 404/4001 when asked for. */
  forgottenJobs: share.default(0),
  /** ARP calls answered with its internal error. */
  arpErrors: share.default(0),
  script: z.array(SCRIPTED).default([]),
});

export type Misbehaviour = z.infer<typeof MISBEHAVIOUR>;
/** A change of the misbehaviour; what it leaves out stays as it is. */
export type MisbehaviourChange = Partial<z.input<typeof MISBEHAVIOUR>>;

export type Fault = z.infer<typeof SCRIPTED>['fault'];
type FaultBefore = Exclude<Fault, 'answer-lost'>;
export type JobFate = 'prompt' | 'slow' | 'stuck' | 'forgotten';

interface Step {
  readonly fault: Fault;
  readonly operation: string | undefined;
  readonly stage: Stage | undefined;
  skip: number;
  times: number;
}

/** Draws the lots of a sandbox. The same seed and the same calls have the same faults. */
export class Misconduct {
  readonly #seed: number;
  readonly #random: () => number;
  #settings: Misbehaviour = MISBEHAVIOUR.parse({});
  #script: Step[] = [];
  readonly #temporary = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
  }

  get settings(): Misbehaviour {
    return this.#settings;
  }

  /** @throws {z.ZodError} where the change names what is not there */
  change(change: MisbehaviourChange): void {
    this.#settings = MISBEHAVIOUR.parse({ ...this.#settings, ...change });
    if (change.script !== undefined) {
      this.#script = this.#settings.script.map((step) => ({ operation: undefined, stage: undefined, ...step }));
    }
  }

  reset(): void {
    this.#settings = MISBEHAVIOUR.parse({});
    this.#script = [];
    this.#temporary.clear();
  }

  /** What keeps a call from being carried out, if anything. Chance spares the authorization server. */
  beforeCall(operation: EndpointName | 'transaction', stage?: Stage): FaultBefore | undefined {
    const scripted = this.#scripted(operation, stage, (fault) => fault !== 'answer-lost');
    if (scripted !== undefined) return scripted as FaultBefore; // the filter above leaves only those
    if (operation === 'transaction') return undefined;
    const { tooManyCalls, unavailable, requestsLost, tokensRefused } = this.#settings;
    if (this.#chance(tooManyCalls)) return 'too-many-calls';
    if (this.#chance(unavailable)) return 'unavailable';
    if (this.#chance(requestsLost)) return 'request-lost';
    if (this.#chance(tokensRefused)) return 'token-refused';
    return undefined;
  }

  /** Whether the answer to a call that was carried out is lost. */
  afterCall(operation: EndpointName | 'transaction', stage?: Stage): boolean {
    if (this.#scripted(operation, stage, (fault) => fault === 'answer-lost') !== undefined) return true;
    return operation !== 'transaction' && this.#chance(this.#settings.answersLost);
  }

  jobFate(): JobFate {
    const { stuckJobs, forgottenJobs, slowJobs } = this.#settings;
    if (this.#chance(stuckJobs)) return 'stuck';
    if (this.#chance(forgottenJobs)) return 'forgotten';
    return this.#chance(slowJobs) ? 'slow' : 'prompt';
  }

  /** Whether an object is to be sent again later. Counts how often it was told so. */
  isTemporarilyRefused(stage: Stage, id: string): boolean {
    const { temporaryErrors, temporaryErrorsPerObject } = this.#settings;
    if (temporaryErrors === 0 || lot(this.#seed, `temporary:${stage}:${id}`) >= temporaryErrors) return false;
    const key = `${stage}:${id}`;
    const told = this.#temporary.get(key) ?? 0;
    this.#temporary.set(key, told + 1);
    return told < temporaryErrorsPerObject;
  }

  hasUnknownStatus(stage: Stage, id: string): boolean {
    const { unknownStatuses } = this.#settings;
    return unknownStatuses > 0 && lot(this.#seed, `status:${stage}:${id}`) < unknownStatuses;
  }

  arpFails(): boolean {
    return this.#chance(this.#settings.arpErrors);
  }

  #scripted(operation: string, stage: Stage | undefined, wanted: (fault: Fault) => boolean): Fault | undefined {
    for (const step of this.#script) {
      if (step.times === 0 || !wanted(step.fault)) continue;
      if (step.operation !== undefined && step.operation !== operation) continue;
      if (step.stage !== undefined && step.stage !== stage) continue;
      if (step.skip > 0) {
        step.skip--;
        continue;
      }
      step.times--;
      return step.fault;
    }
    return undefined;
  }

  #chance(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }
}
