import { z } from 'zod';
import type { Resource } from '../../dnp/service.ts';
import type { Operation } from '../../operation.ts';
import type { Stage } from '../../stage.ts';
import type { Answer } from '../http-server.ts';
import { parseJson } from '../json.ts';
import { accepted, refusal } from './answers.ts';
import type { ProvisioningOptions, ResourceCall } from './context.ts';
import { checkContract } from './contract.ts';
import type { Job, Verdict } from './jobs.ts';
import { judge } from './judge.ts';
import { type EntryId, entryOf, logEntry } from './log-entry.ts';
import { referencesOf } from './references.ts';
import type { Store } from './store.ts';

const BULK = z.object({ data: z.array(z.looseObject({ id: z.guid() })) });
const DELETION = z.object({ data: z.array(z.guid()) });

/** A bulk call: checks what must be right before a job can be made, then makes one. */
export function takeBulk(operation: Operation, request: ResourceCall, options: ProvisioningOptions): Answer {
  const { call, stage, organisation, now } = request;
  const updateIfExists = call.query.get('updateIfExists');
  const isPost = operation === 'send' || operation === 'create';
  if (isPost && updateIfExists !== null && updateIfExists !== 'true' && updateIfExists !== 'false') {
    return refusal('2025', now, { parameterName: 'updateIfExists', parameterValue: updateIfExists.slice(0, 200) });
  }
  const body = parseJson(call.body);
  const objects = operation === 'delete' ? deletions(body) : resources(body);
  if (typeof objects === 'string') return refusal(objects, now, objects === '2010' ? { parameterName: 'data' } : {});

  const ids = objects.map(({ id }) => id);
  const job = options.jobs.start({ organisation, stage, operation, ids }, (index) => {
    const object = objects[index];
    return object === undefined ? refused('5004', now) : decide(operation, object, request, options);
  });
  if (operation !== 'delete') notice(objects, job, request.store, options);
  return accepted(job, call.origin);
}

/** What becomes of one object. Asked when the job comes to it: until then what it refers to may still arrive. */
function decide(operation: Operation, object: Resource, request: ResourceCall, options: ProvisioningOptions): Verdict {
  const { stage, store } = request;
  const { misconduct, clock } = options;
  const now = clock.now();
  if (misconduct.isTemporarilyRefused(stage, object.id)) return refused('SANDBOX-TEMPORARY', now, 'TemporaryError');
  const verdict =
    operation === 'delete' ? remove(stage, object.id, store, now) : take(operation, object, request, options, now);
  const isTaken = verdict.status === 'Success' || verdict.status === 'Warning';
  return isTaken && misconduct.hasUnknownStatus(stage, object.id) ? { ...verdict, status: 'Queued' } : verdict;
}

function take(
  operation: Operation,
  object: Resource,
  { stage, store }: ResourceCall,
  { register }: ProvisioningOptions,
  now: number,
): Verdict {
  const exists = store.has(stage, object.id);
  const about = { resourceType: stage, resourceId: object.id, attributeName: 'id' };
  if (operation === 'create' && exists) return refused('SANDBOX-EXISTS', now, 'Error', about);
  if (operation === 'update' && !exists) return refused('4001', now, 'Error', about);
  const { errors, warnings } = judge(stage, object, store, register);
  const objectId = object.id;
  if (errors.length > 0) {
    return {
      status: 'Error',
      statusCode: 400,
      errors: errors.map((finding) => entryOf(finding, { stage, objectId, now })),
    };
  }
  store.put(stage, stage === 'Group' ? withKnownMembers(object, store) : object, now);
  return {
    status: warnings.length > 0 ? 'Warning' : 'Success',
    statusCode: exists ? 200 : 201,
    isNew: !exists,
    ...(warnings.length > 0
      ? { warnings: warnings.map((finding) => entryOf(finding, { stage, objectId, now }, 'Warning')) }
      : {}),
  };
}

function remove(stage: Stage, id: string, store: Store, now: number): Verdict {
  if (!store.has(stage, id)) {
    return refused('4001', now, 'Error', { resourceType: stage, resourceId: id, attributeName: 'id' });
  }
  store.delete(stage, id);
  return { status: 'Success', statusCode: 200 };
}

/** A group is kept without the members that the service does not know: they are not remembered, it must be sent again. */
function withKnownMembers(group: Resource, store: Store): Resource {
  const unknown = new Set(
    referencesOf('Group', group)
      .filter(({ stage, id }) => !store.has(stage, id))
      .map(({ attribute }) => Number(attribute.split('.')[1])),
  );
  const { groupMemberships: members } = group;
  if (unknown.size === 0 || !Array.isArray(members)) return group;
  return { ...group, groupMemberships: members.filter((_, index) => !unknown.has(index)) };
}

function refused(
  id: EntryId,
  now: number,
  status: 'Error' | 'TemporaryError' = 'Error',
  details: Parameters<typeof logEntry>[2] = {},
): Verdict {
  const entry = logEntry(id, now, details);
  return { status, statusCode: entry.statusCode, errors: [entry] };
}

/** Writes down what a well-behaved sender would not have sent, judged at the moment of arrival. */
function notice(objects: readonly Resource[], job: Job, store: Store, { record }: ProvisioningOptions): void {
  const seen = new Set<string>();
  const { stage, id: jobId } = job;
  for (const object of objects) {
    const { id } = object;
    if (seen.has(id)) record.violated({ kind: 'same-object-twice', stage, id, jobId });
    seen.add(id);
    for (const attribute of checkContract(stage, object).surplus) {
      record.violated({ kind: 'attribute-not-in-contract', stage, id, jobId, attribute });
    }
    for (const reference of referencesOf(stage, object)) {
      if (store.has(reference.stage, reference.id)) continue;
      const { attribute, ...refersTo } = reference;
      record.violated({ kind: 'reference-not-in-place', stage, id, jobId, attribute, refersTo });
    }
  }
}

function resources(body: unknown): Resource[] | EntryId {
  const parsed = BULK.safeParse(body);
  if (parsed.success) return parsed.data.data.map((object) => ({ ...object, id: object.id.toLowerCase() }));
  return hasDataList(body) ? '2010' : 'SANDBOX-BODY';
}

function deletions(body: unknown): Resource[] | EntryId {
  const parsed = DELETION.safeParse(body);
  if (parsed.success) return parsed.data.data.map((id) => ({ id: id.toLowerCase() }));
  return hasDataList(body) ? '2010' : 'SANDBOX-BODY';
}

function hasDataList(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Array.isArray(Reflect.get(body, 'data'));
}
