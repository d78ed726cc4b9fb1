import type { Ledger } from '../../ledger/ledger.ts';
import type { Reason } from '../../outcome.ts';
import type { Language } from '../language.ts';
import { explain, isExplained } from '../texts/explain.ts';
import type { KeptObjects } from './kept-objects.ts';
import type { ObjectDetail, ObjectKey, ReasonText } from './records.ts';
import { nodeOf } from './stations.ts';
import { civicNoOf, dutyHolder, NOBODY, whoIs } from './who.ts';

type Entry = Readonly<Record<string, unknown>>;

/** All that the ledger holds about one object of a run, unsealed. Undefined where the run has no such object. */
export function objectDetail(
  ledger: Ledger,
  kept: KeptObjects,
  runId: string,
  { stage, id }: ObjectKey,
  language: Language,
): ObjectDetail | undefined {
  const outcome = ledger.history.outcome(runId, stage, id);
  if (!outcome) return undefined;
  const { batchId, reasons } = outcome;
  const sent = kept.ofRun(runId, stage, new Map([[id, batchId]])).get(id)?.object;
  const object = sent ?? kept.lastSent(stage, id);
  const answer = batchId === undefined ? undefined : answerFor(id, ledger.batches.answer(batchId));
  const entries = entriesOf(answer);
  const person = stage === 'Duty' ? personOf(kept, runId, ledger, object) : object;
  const nodeId = nodeOf(outcome, ledger.history.stations(runId));
  return {
    stage,
    id,
    outcome: outcome.outcome,
    codes: reasons.map(({ code }) => code),
    fields: reasons.map(({ field = '' }) => field),
    ...(batchId === undefined ? {} : { batch: batchId }),
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(object === undefined ? NOBODY : whoIs(stage, object)),
    ...(stage === 'Duty' && person !== undefined ? identityOf(person) : {}),
    reasons: reasons.map((reason) => inWords(reason, entries, language)),
    entries,
    ...(sent === undefined ? {} : { sent }),
    ...(answer === undefined ? {} : { answer }),
    wholeCivicNo: person === undefined ? '' : civicNoOf(person),
  };
}

function personOf(kept: KeptObjects, runId: string, ledger: Ledger, duty: unknown): unknown {
  const holder = dutyHolder(duty);
  if (holder === undefined) return undefined;
  const batch = ledger.history.outcome(runId, 'Person', holder)?.batchId;
  const ofRun = kept.ofRun(runId, 'Person', new Map([[holder, batch]])).get(holder)?.object;
  return ofRun ?? kept.lastSent('Person', holder);
}

function identityOf(person: unknown) {
  const { name, civicNo, eppn } = whoIs('Person', person);
  return { name, civicNo, eppn };
}

/** A batch's answer is a list: of a job's entries, or of what a look-up found. */
function answerFor(id: string, answer: string | undefined): Entry | undefined {
  const list: unknown = answer === undefined ? [] : JSON.parse(answer);
  return records(list).find((entry) => String(entry.id).toLowerCase() === id);
}

function entriesOf(answer: Entry | undefined): Entry[] {
  return [...records(answer?.errors), ...records(answer?.warnings)];
}

function records(list: unknown): Entry[] {
  return Array.isArray(list) ? list.filter((item): item is Entry => typeof item === 'object' && item !== null) : [];
}

/** What nobody has documented is told in the service's own words. */
function inWords(reason: Reason, entries: readonly Entry[], language: Language): ReasonText {
  const { what, remedy } = explain(reason, language);
  const said = isExplained(reason.code) ? undefined : entries.find(({ id }) => id === reason.code)?.message;
  return {
    code: reason.code,
    field: reason.field ?? '',
    what: typeof said === 'string' && said !== '' ? `${what} “${said}”` : what,
    remedy,
  };
}
