import { Failure } from '../failure.ts';
import type { ObjectOutcome, Outcome, Reason } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { type Candidate, withoutCopies } from './copies.ts';
import { isUuid } from './identifiers/uuid.ts';
import { type ObjectOf, SCHEMA } from './model.ts';
import { loginsOf, personNotes, personRules, sharedLogins } from './person-rules.ts';
import { reasonsOf } from './reasons.ts';
import { outOfScope } from './scope.ts';

export interface RuleSettings {
  /** What becomes of persons with a protected identity. One with an unknown marking is held in any case. */
  readonly protectedPersons: 'hold' | 'send';
  /** Ids of persons that are known to have duties, in lower case. A person without enrolments counts as staff anyway. */
  readonly staff?: ReadonlySet<string>;
}

/** An object that may be sent. Notes say what to look at; they do not stop it. */
export interface Accepted<S extends Stage = Stage> {
  readonly id: string;
  readonly object: ObjectOf<S>;
  readonly notes: readonly Reason[];
}

export interface Assessment<S extends Stage = Stage> {
  readonly accepted: readonly Accepted<S>[];
  /** `rejected`, `held` and `skipped`. */
  readonly setAside: readonly ObjectOutcome[];
}

/** The input as a whole is nothing that objects could be read from. */
export class InputFailure extends Failure {
  readonly code: 'input-missing' | 'input-not-a-list';

  constructor(code: InputFailure['code'], stage: Stage) {
    const message = code === 'input-missing' ? 'There is no input' : 'The input is neither a list nor an object';
    super(`${message} for the stage ${stage}.`, { remedy: 'Pass an array of objects, or one object.' });
    this.code = code;
  }
}

/** Reasons that only ask for somebody's permission. */
const PERMISSION: ReadonlySet<string> = new Set(['protected-identity', 'security-marking-unknown']);

/**
 * Judges the objects of a stage by the rules for the data (Provisioning API 1.3.2 and its README), each for itself: a
 * defect costs only the object that has it. Identical copies count as one; copies that differ are rejected, since nobody
 * can say which is right, and so are persons that share an EPPN.
 *
 * @param input an array, or a single object
 * @returns every object of the input once, in the order of the input, with all the reasons against it
 * @throws {InputFailure} the input is neither
 */
export function assess<S extends Stage>(stage: S, input: unknown, settings: RuleSettings): Assessment<S> {
  const candidates = Array.from(listOf(stage, input), (raw, index) => examine(stage, raw, index + 1, settings));
  const singles = withoutCopies(candidates);
  const shared = sharedLogins(singles);
  const accepted: Accepted<S>[] = [];
  const setAside: ObjectOutcome[] = [];
  for (const candidate of singles) {
    const sharing = shared.get(candidate.id);
    const reasons = sharing ? [...candidate.reasons, sharing] : candidate.reasons;
    const { id, object } = candidate;
    if (object !== undefined && reasons.length === 0) accepted.push({ id, object, notes: NOTES[stage](object) });
    else setAside.push({ stage, id, outcome: outcomeOf(candidate, reasons), reasons });
  }
  return { accepted, setAside };
}

const NOTES: { readonly [S in Stage]: (object: ObjectOf<S>) => Reason[] } = {
  Person: personNotes,
  Duty: () => [],
  Group: () => [],
  Activity: () => [],
};

/**
 * The entries of an input: of an array its own, of anything else with attributes itself.
 *
 * @throws {InputFailure} the input is neither
 */
export function listOf(stage: Stage, input: unknown): readonly unknown[] {
  if (Array.isArray(input)) return input;
  if (isObject(input)) return [input];
  throw new InputFailure(input === undefined || input === null ? 'input-missing' : 'input-not-a-list', stage);
}

/** Whether it has attributes, wherever it was made: a function node's objects come from another realm. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function examine<S extends Stage>(stage: S, raw: unknown, place: number, settings: RuleSettings): Candidate<S> {
  if (!isObject(raw)) return { id: `#${place}`, reasons: [{ code: 'not-an-object' }], logins: [] };
  const usable = typeof raw.id === 'string' && isUuid(raw.id) ? raw.id.toLowerCase() : undefined;
  const id = usable ?? `#${place}`;
  const scope = outOfScope[stage](raw);
  if (scope) return { id, reasons: [scope], skipped: true, logins: [] };
  const { object, reasons } = read(stage, raw);
  if (stage !== 'Person') return { id, object, reasons, logins: [] };
  const logins = usable === undefined ? [] : loginsOf(raw);
  return { id, object, reasons: [...reasons, ...personRules(raw, id, settings)], logins };
}

function read<S extends Stage>(stage: S, raw: unknown): { object?: ObjectOf<S>; reasons: readonly Reason[] } {
  const quick = SCHEMA[stage].safeParse(raw);
  if (quick.success) return { object: quick.data, reasons: [] };
  // Many systems write null where the contract has nothing. That is no defect, but too rare to look for first.
  const { data, error } = SCHEMA[stage].safeParse(withoutNulls(raw), { reportInput: true });
  return error ? { reasons: reasonsOf(error.issues) } : { object: data, reasons: [] };
}

/** `depth` is more than the contract has levels, and keeps an object that contains itself from never ending. */
function withoutNulls(value: unknown, depth = 6): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth - 1));
  if (!isObject(value)) return value;
  const attributes = Object.entries(value).filter(([, attribute]) => attribute !== null);
  return Object.fromEntries(attributes.map(([name, attribute]) => [name, withoutNulls(attribute, depth - 1)]));
}

function outcomeOf({ skipped }: Candidate<Stage>, reasons: readonly Reason[]): Outcome {
  if (skipped) return 'skipped';
  return needsPermission(reasons) ? 'held' : 'rejected';
}

/** Whether somebody's permission is all that an object waits for. */
export function needsPermission(reasons: readonly Reason[]): boolean {
  return reasons.length > 0 && reasons.every(({ code }) => PERMISSION.has(code));
}
