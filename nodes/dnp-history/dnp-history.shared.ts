import type { RunChange } from '../../lib/dnp/history/records.ts';

export type * from '../../lib/dnp/history/records.ts';

/**
 * What the sidebar and its routes say to each other. Every route is below {@link ROOT}, with the connection's node id:
 *
 * | route | answer | permission |
 * |---|---|---|
 * | `GET connections` | {@link ConnectionSummary}[] | read |
 * | `GET :connection/runs?before=<seq>` | {@link RunSummary}[], newest first, 50 at the most | read |
 * | `GET :connection/runs/:run` | {@link RunDetail} | read |
 * | `GET :connection/runs/:run/objects` | {@link ObjectRow}[], all of the run | read |
 * | `GET :connection/runs/:run/objects/:stage/:id` | {@link ObjectDetail} | read |
 * | `POST :connection/runs/:run/retry` `{objects?: ObjectKey[]}` | {@link Started} | write |
 * | `POST :connection/runs/:run/release` `{objects?: ObjectKey[]}` | {@link Started} | write |
 * | `POST :connection/persons/:id/forget` | `{}` | write |
 *
 * The detail takes `?lang=` (`en`, `sv`, `nl`; English where it is none of them). What cannot be done is answered with
 * {@link Refusal}: 400 not a sound request, 401 not signed in, 403 not allowed, 404 not known, 409 not now.
 *
 * Ids of runs and objects are UUIDs (an object may also be `#7`, sent as `n7`); anything else is answered 400.
 * Live: `RED.comms` topic {@link TOPIC}, payload {@link Change}, ids and counts only.
 */
export const ROOT = 'school-provisioning/history';
export const TOPIC = 'school-provisioning/history';

export const PERMISSIONS = { read: 'dnp-history.read', write: 'dnp-history.write' } as const;

/** Why a request was refused. `code` never changes; the message is English and holds no personal data. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export interface ConnectionSummary {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  /** Whose people these are, where a token has said so. */
  readonly organiser?: string;
}

export interface Change extends RunChange {
  readonly connection: string;
}
