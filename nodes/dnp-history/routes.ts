import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { HistoryFailure } from '../../lib/dnp/history/failure.ts';
import type { History } from '../../lib/dnp/history/history.ts';
import { isUuid } from '../../lib/dnp/identifiers/uuid.ts';
import type { Language } from '../../lib/dnp/language.ts';
import { STAGES } from '../../lib/stage.ts';
import { addRoute, nodeId, Refused } from '../shared/admin-route.ts';
import { liveConnections } from '../shared/connection-node.ts';
import { type ConnectionSummary, PERMISSIONS, ROOT } from './dnp-history.shared.ts';

const uuid = z.string().refine(isUuid);
const objectId = uuid.toLowerCase();
const stage = z.enum(STAGES);
/** In an address, `#7` would be the end of it. */
const objectInPath = z.union([
  objectId,
  z
    .string()
    .regex(/^n[1-9]\d{0,8}$/)
    .transform((id) => id.replace('n', '#')),
]);
const objectInBody = z.union([objectId, z.string().regex(/^#[1-9]\d{0,8}$/)]);

const connection = z.object({ connection: nodeId });
const run = connection.extend({ run: uuid });
const object = run.extend({ stage, id: objectInPath });
const person = connection.extend({ id: objectId });

/** More than any organiser has in one run. */
const MOST_OBJECTS = 200_000;
const Chosen = z.strictObject({
  objects: z
    .array(z.strictObject({ stage, id: objectInBody }))
    .max(MOST_OBJECTS)
    .optional(),
});
const Nothing = z.strictObject({});

const Page = z.object({
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
});
const Reader = z.object({ lang: z.string().max(35).optional() });

/** Looking back, and what a person decides about it: everything that the sidebar asks for. */
export function addHistoryRoutes(RED: NodeAPI): void {
  const path = (rest: string) => `/${ROOT}/${rest}`;
  const read = { method: 'get', permission: PERMISSIONS.read } as const;
  const write = { method: 'post', permission: PERMISSIONS.write } as const;

  addRoute(RED, { ...read, path: path('connections'), params: z.object({}), answer: connections });
  addRoute(RED, {
    ...read,
    path: path(':connection/runs'),
    params: connection,
    query: Page,
    answer: async ({ params, query: { before } }) =>
      (await historyOf(params.connection))?.runs(before === undefined ? {} : { before }) ?? [],
  });
  addRoute(RED, {
    ...read,
    path: path(':connection/runs/:run'),
    params: run,
    answer: ({ params }) => about(params.connection, (history) => history.run(params.run)),
  });
  addRoute(RED, {
    ...read,
    path: path(':connection/runs/:run/objects'),
    params: run,
    answer: ({ params }) => about(params.connection, (history) => history.objects(params.run)),
  });
  addRoute(RED, {
    ...read,
    path: path(':connection/runs/:run/objects/:stage/:id'),
    params: object,
    query: Reader,
    answer: ({ params, query: { lang } }) =>
      about(params.connection, (history) => history.object(params.run, params, languageOf(lang))),
  });
  for (const action of ['retry', 'release'] as const) {
    addRoute(RED, {
      ...write,
      path: path(`:connection/runs/:run/${action}`),
      params: run,
      body: Chosen,
      answer: ({ params, body: { objects } }) =>
        about(params.connection, (history) => history[action](params.run, objects)),
    });
  }
  addRoute(RED, {
    ...write,
    path: path(':connection/persons/:id/forget'),
    params: person,
    body: Nothing,
    answer: ({ params }) =>
      about(params.connection, (history) => {
        history.forget(params.id);
        return {};
      }),
  });
}

function connections(): Promise<ConnectionSummary[]> {
  return Promise.all(
    [...liveConnections.values()].map(async (node) => {
      const { id, name = '', environment } = node;
      // What keeps a ledger from being opened is told to whoever asks for its runs.
      const open = await node.existing().catch(() => undefined);
      const organiser = open?.history.organiser();
      return { id, name, environment, ...(organiser === undefined ? {} : { organiser }) };
    }),
  );
}

/** Nothing where the connection has no ledger yet: to look is no reason to make one. */
async function historyOf(id: string): Promise<History | undefined> {
  const node = liveConnections.get(id);
  if (!node) throw new Refused(404, 'unknown-connection', 'There is no such connection, or it is not deployed.');
  return (await node.existing())?.history;
}

async function about<Answer>(id: string, ask: (history: History) => Answer): Promise<Awaited<Answer>> {
  try {
    const history = await historyOf(id);
    if (!history) throw new HistoryFailure('unknown-run');
    return await ask(history);
  } catch (error) {
    if (!(error instanceof HistoryFailure)) throw error;
    const status = error.code === 'nothing-to-do' ? 409 : 404;
    throw new Refused(status, error.code, `${error.message} ${error.remedy}`);
  }
}

function languageOf(tag: string | undefined): Language {
  const language = tag?.slice(0, 2).toLowerCase();
  return language === 'sv' || language === 'nl' ? language : 'en';
}
