import type { Service } from '../http-server.ts';
import { pageToken, placeOf } from '../paging.ts';
import { COLLECTIONS, type SisContent } from './ss12000.ts';

/** The path of the base URL. */
export const SIS_PATH = '/ss12000/v2';

const PAGE = { usual: 200, largest: 1000 };

/** A student information system's SS12000 API: `GET /persons`, `/duties` … → `{ data, pageToken }`. */
export function createSis(content: SisContent): Service {
  return ({ method, path, query }) => {
    const collection = COLLECTIONS.find((name) => path === `${SIS_PATH}/${name}`);
    if (method !== 'GET' || collection === undefined) return { status: 404, json: { code: 404, message: 'Not found' } };
    const limit = Number(query.get('limit') ?? PAGE.usual);
    const token = query.get('pageToken');
    const from = token === null ? 0 : placeOf(token);
    if (from === undefined || !Number.isInteger(limit) || limit < 1 || limit > PAGE.largest) {
      return { status: 400, json: { code: 400, message: 'Invalid limit or pageToken' } };
    }
    const to = from + limit;
    return {
      status: 200,
      json: {
        data: content[collection].slice(from, to),
        pageToken: to < content[collection].length ? pageToken(to) : null,
      },
    };
  };
}
