import { LIMITS, RESOURCES } from '../../dnp/endpoints.ts';
import type { Stage } from '../../stage.ts';
import type { Answer } from '../http-server.ts';
import type { Job, JobObject } from './jobs.ts';
import { type EntryId, logEntry } from './log-entry.ts';
import type { Stored } from './store.ts';

/** How long the onward step to the test platform takes here, in ms. The real one takes half an hour or more. */
const ONWARD_MS = 2000;

/** A refusal: the contract's list of log entries, under the status of the entry. */
export function refusal(id: EntryId, now: number, details: Parameters<typeof logEntry>[2] = {}): Answer {
  const entry = logEntry(id, now, details);
  return { status: entry.statusCode, json: [entry] };
}

/**
 * Where a resource can be read, in the shape of the contract's example: its path is not the base URL's, so that a client
 * that follows it instead of building its own finds nothing.
 */
function locationOf(origin: string, stage: Stage, rest: string): string {
  return `${origin}/dnp/iga/provisioning/v1/${RESOURCES[stage]}/${rest}`;
}

export function accepted(job: Job, origin: string): Answer {
  return {
    status: 202,
    headers: { location: locationOf(origin, job.stage, `bulk/jobs/${job.id}`) },
    json: { jobId: job.id, message: 'Anropet har tagits emot. Återkoppling görs asynkront.' },
  };
}

/** A job's status (`AsynchronousResponse`). `showOnlyError` leaves out everything but `Error`, warnings too. */
export function jobStatus(job: Job, origin: string, showOnlyError: boolean): Answer {
  const objects = showOnlyError ? job.objects.filter(({ status }) => status === 'Error') : job.objects;
  return {
    status: 200,
    json: { jobId: job.id, responses: objects.map((object) => jobEntry(object, job.stage, origin)) },
  };
}

function jobEntry(object: JobObject, stage: Stage, origin: string): unknown {
  const { id, status, statusCode, isNew, errors, warnings, created, modified } = object;
  return {
    id,
    response: {
      status,
      ...(statusCode === undefined ? {} : { statusCode }),
      ...(isNew ? { location: locationOf(origin, stage, id) } : {}),
      ...(errors === undefined ? {} : { errors }),
      ...(warnings === undefined ? {} : { warnings }),
    },
    meta: meta(created, modified),
  };
}

/** What `GET /persons` shows of a person; lookup and `GET /persons/{id}` show everything. */
const LISTED = ['id', 'civicNo', 'eduPersonPrincipalNames', 'givenName', 'middleName', 'familyName'];

/** An object as it is read. */
export function readable({ resource, created, modified }: Stored, now: number): Record<string, unknown> {
  return { ...resource, meta: meta(created, modified), provisioningStatus: now - created >= ONWARD_MS };
}

/** An object as a list shows it. */
export function listed(stage: Stage, stored: Stored, now: number): Record<string, unknown> {
  const whole = readable(stored, now);
  if (stage !== 'Person') return whole;
  const shown = [...LISTED, 'meta', 'provisioningStatus'];
  return Object.fromEntries(Object.entries(whole).filter(([attribute]) => shown.includes(attribute)));
}

const meta = (created: number, modified: number) => ({
  created: new Date(created).toISOString(),
  modified: new Date(modified).toISOString(),
});

/** The page size asked for; undefined outside the contract's limits. */
export function limitOf(asked: string | null): number | undefined {
  const { minimum, default: usual, maximum } = LIMITS.pageSize;
  if (asked === null) return usual;
  const limit = /^\d+$/.test(asked) ? Number(asked) : Number.NaN;
  return limit >= minimum && limit <= maximum ? limit : undefined;
}
