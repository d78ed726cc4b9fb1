import { isUuid } from '../../dnp/identifiers/uuid.ts';
import type { UncheckedDataset } from '../../dnp/model.ts';
import type { ObjectOutcome, Reason } from '../../outcome.ts';
import { PART, type Part, STAGES, type Stage } from '../../stage.ts';
import { SisFailure } from '../failure.ts';
import { isAbsent, isObject } from '../json.ts';
import { isDay, position } from '../period.ts';
import { joinPages } from './pages.ts';
import { schoolUnits } from './school-units.ts';
import { lowerCaseId, type Standpoint, translate, type Verdict } from './translate.ts';

export interface LeftOutObject {
  readonly stage: Stage;
  /** As its outcome has it. */
  readonly id: string;
  /** As JSON. */
  readonly json: string;
}

export interface Imported {
  /** What concerns the tests, with the attributes of the Provisioning API alone; the rules have not judged it yet. */
  readonly dataset: UncheckedDataset;
  /** The outcome of every object that is not in the dataset: `skipped` or `rejected`, once for each id. */
  readonly leftOut: readonly ObjectOutcome[];
  /** The objects that are left out, as far as they can be told, with the attributes of the Provisioning API alone. */
  readonly leftOutObjects: readonly LeftOutObject[];
}

/**
 * Turns an SS12000 export into a dataset. Pure: the same export and day give the same answer.
 *
 * Each object ends in the dataset or in `leftOut`, never in both. An object out of scope is skipped, whatever else is wrong
 * with it. An object that is broken in a way that the rules of the service can tell is carried on for them to reject.
 * Copies of an object are carried on together, so that the rules see whether they agree.
 *
 * @param pages the collections of {@link COLLECTIONS}, each a list of objects, a page or a list of pages
 * @param options.today the day that date ranges are judged by, `YYYY-MM-DD`
 * @throws {SisFailure} where the export as a whole cannot be read
 *
 * @example
 * const { dataset, leftOut } = importSs12000({ organisations, persons, duties }, { today: '2026-11-21' });
 */
export function importSs12000(pages: unknown, { today }: { readonly today: string }): Imported {
  if (!isDay(today)) {
    throw new SisFailure('today-not-a-date', 'The day to judge date ranges by is not a date.', {
      remedy: 'Write it as YYYY-MM-DD.',
    });
  }
  const content = joinPages(pages);
  const standpoint: Standpoint = {
    today,
    units: schoolUnits(content.organisations),
    staff: staffOf(content.duties, today),
  };
  const leftOut: ObjectOutcome[] = [];
  const leftOutObjects: LeftOutObject[] = [];
  const dataset: Record<Part, unknown[]> = { persons: [], duties: [], groups: [], activities: [] };
  for (const stage of STAGES) {
    const part = PART[stage];
    for (const [id, verdicts] of verdictsById(stage, content[part], standpoint)) {
      const settled = settle(verdicts);
      if ('objects' in settled) for (const object of settled.objects) dataset[part].push(object);
      else {
        leftOut.push({ stage, id, ...settled });
        const [object] = verdicts.flatMap((verdict) => verdict.object ?? []);
        if (object) leftOutObjects.push({ stage, id, json: JSON.stringify(object) });
      }
    }
  }
  return { dataset, leftOut, leftOutObjects };
}

/** The persons who have a duty today; whether that duty will be taken is another question. */
function staffOf(duties: readonly unknown[], today: string): ReadonlySet<unknown> {
  const staff = new Set<unknown>();
  for (const duty of duties) {
    if (!isObject(duty) || !isObject(duty.person) || isAbsent(duty.person.id)) continue;
    if (position(duty, today) === 'within') staff.add(lowerCaseId(duty.person.id));
  }
  return staff;
}

function verdictsById(stage: Stage, objects: readonly unknown[], standpoint: Standpoint): Map<string, Verdict[]> {
  const byId = new Map<string, Verdict[]>();
  for (const [index, source] of objects.entries()) {
    const { id, verdict } = judgeObject(stage, source, standpoint);
    const name = id ?? `#${index + 1}`;
    const copies = byId.get(name);
    if (copies) copies.push(verdict);
    else byId.set(name, [verdict]);
  }
  return byId;
}

/** The verdict on anything that a list may hold; without an id where it has no usable one. */
function judgeObject(stage: Stage, source: unknown, standpoint: Standpoint): { id?: string; verdict: Verdict } {
  if (!isObject(source)) return { verdict: rejected({ code: 'not-an-object' }) };
  const verdict = translate(stage, source, standpoint);
  const id = lowerCaseId(source.id);
  if (typeof id === 'string' && isUuid(id)) return { id, verdict };
  if (verdict.kind === 'skipped') return { verdict };
  const reasons = [{ code: isAbsent(id) ? 'id-missing' : 'id-not-uuid', field: 'id' }];
  const { object } = verdict;
  return { verdict: { kind: 'rejected', reasons, ...(object ? { object } : {}) } };
}

/** One end for all copies of an object. Copies that end differently cannot be the same, so which one is right? */
function settle(
  copies: readonly Verdict[],
): { readonly objects: readonly unknown[] } | Pick<ObjectOutcome, 'outcome' | 'reasons'> {
  const objects = [];
  const outcomes = new Set<'skipped' | 'rejected'>();
  const reasons = new Map<string, Reason>();
  for (const copy of copies) {
    if (copy.kind === 'carried') objects.push(copy.object);
    else {
      outcomes.add(copy.kind);
      for (const reason of copy.reasons) reasons.set(`${reason.code} ${reason.field}`, reason);
    }
  }
  const [outcome, other] = outcomes;
  if (outcome === undefined) return { objects };
  if (other !== undefined || objects.length > 0)
    return rejectedOutcome({
      code: 'duplicate-differing',
      field: 'id',
      params: { copies: copies.length },
    });
  return { outcome, reasons: [...reasons.values()] };
}

function rejected(...reasons: Reason[]): Verdict {
  return { kind: 'rejected', reasons };
}

function rejectedOutcome(...reasons: Reason[]): Pick<ObjectOutcome, 'outcome' | 'reasons'> {
  return { outcome: 'rejected', reasons };
}
