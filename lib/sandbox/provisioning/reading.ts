import { z } from 'zod';
import type { Answer } from '../http-server.ts';
import { parseJson } from '../json.ts';
import { pageToken, placeOf } from '../paging.ts';
import { limitOf, listed, readable, refusal } from './answers.ts';
import type { ResourceCall } from './context.ts';

const TEXTS = z.array(z.string()).default([]);
const LOOKUP = z.object({ ids: TEXTS, civicNos: TEXTS, eduPersonPrincipalNames: TEXTS });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `GET /X`: a page, in the order in which the objects came. */
export function list({ call, stage, store, now }: ResourceCall): Answer {
  const limit = limitOf(call.query.get('limit'));
  if (limit === undefined) return refusal('3085', now, { parameterName: 'limit' });
  const token = call.query.get('pageToken');
  const from = token === null ? 0 : placeOf(token);
  if (from === undefined) return refusal('SANDBOX-PAGE-TOKEN', now, { parameterName: 'pageToken' });
  const { objects, next } = store.page(stage, from, limit);
  return {
    status: 200,
    json: {
      data: objects.map((stored) => listed(stage, stored, now)),
      pageToken: next === undefined ? null : pageToken(next),
    },
  };
}

/** `POST /X/lookup`: all that are found, each once. Civic numbers and user names count for persons only. */
export function lookUp({ call, stage, store, now }: ResourceCall): Answer {
  const query = LOOKUP.safeParse(parseJson(call.body)).data;
  if (query === undefined) return refusal('SANDBOX-BODY', now);
  const bad = query.ids.find((id) => !UUID.test(id));
  if (bad !== undefined) return refusal('2010', now, { parameterName: 'ids', parameterValue: bad.slice(0, 200) });
  const wanted = new Set(query.ids.map((id) => id.toLowerCase()));
  if (stage === 'Person') {
    for (const civicNumber of query.civicNos) {
      for (const id of store.personsWithCivicNumber(civicNumber)) wanted.add(id);
    }
    for (const eppn of query.eduPersonPrincipalNames) {
      const id = store.personWithEppn(eppn);
      if (id !== undefined) wanted.add(id);
    }
  }
  const found = [...wanted].map((id) => store.get(stage, id)).filter((stored) => stored !== undefined);
  return { status: 200, json: found.map((stored) => readable(stored, now)) };
}

/** `GET /X/{id}`. */
export function getOne({ stage, id, store, now }: ResourceCall): Answer {
  const stored = store.get(stage, id);
  if (stored !== undefined) return { status: 200, json: readable(stored, now) };
  return refusal('4001', now, { parameterName: 'id', parameterValue: id, resourceType: stage });
}
