import { skolverketId } from '../../dnp/identifiers/uuid.ts';
import type { Clock } from '../../transport/clock.ts';
import type { Answer, Service } from '../http-server.ts';
import { PROGRAMMES } from './programmes.ts';
import { schoolRegister } from './school-register.ts';
import { TEST_ACTIVITIES } from './test-activities.ts';

/** The path of the base URL, as in production. */
export const OPEN_DATA_PATH = '/provtjanst/open-data/v1';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One of the API's collections, found by id and, most of them, by code. */
interface Collection {
  /** What the API says when there is none. */
  readonly notFound: string;
  readonly byId: ReadonlyMap<string, object>;
  /** The code is what Skolverket makes the id from. */
  readonly hasCodes: boolean;
  readonly isListed: boolean;
}

/**
 * The open data API 1.0.0: the 102 test activities, some programmes, and the school units of the organiser whose SS12000
 * organisations are given. No token, no quota.
 */
export function createOpenData(organisations: readonly unknown[], clock: Clock): Service {
  const register = schoolRegister(organisations);
  const collections: Readonly<Record<string, Collection>> = {
    organisations: {
      notFound: 'Organisation not found',
      byId: byId(register.organisations),
      hasCodes: true,
      isListed: false,
    },
    schoolUnits: {
      notFound: 'School unit not found',
      byId: byId(register.schoolUnits),
      hasCodes: true,
      isListed: false,
    },
    programmes: { notFound: 'Programme not found', byId: byId(PROGRAMMES), hasCodes: true, isListed: true },
    activities: { notFound: 'Activity not found', byId: byId(TEST_ACTIVITIES), hasCodes: false, isListed: true },
  };
  const problem = (code: number, message: string): Answer => ({
    status: code,
    json: { code, message, timeStamp: new Date(clock.now()).toISOString() },
  });

  function find(collection: Collection, id: string, expandSchoolUnits: boolean): Answer {
    const found = collection.byId.get(id.toLowerCase());
    if (found === undefined) return problem(404, collection.notFound);
    const schoolUnits = expandSchoolUnits ? register.unitsOf(id) : undefined;
    return { status: 200, json: schoolUnits === undefined ? found : { ...found, schoolUnits } };
  }

  return ({ method, path, query }) => {
    if (method !== 'GET' || !path.startsWith(`${OPEN_DATA_PATH}/`)) return problem(404, 'Not found');
    const [name = '', key, code, ...more] = path.slice(OPEN_DATA_PATH.length + 1).split('/');
    if (name === 'alive' && key === undefined) return { status: 200 };
    const collection = Object.hasOwn(collections, name) ? collections[name] : undefined;
    if (collection === undefined || more.length > 0) return problem(404, 'Not found');
    const expand = name === 'organisations' && query.get('expandSchoolUnits') === 'true';
    if (key === undefined) {
      return collection.isListed ? { status: 200, json: [...collection.byId.values()] } : problem(404, 'Not found');
    }
    if (code !== undefined) {
      if (key !== 'code' || !collection.hasCodes) return problem(404, 'Not found');
      return find(collection, skolverketId(code), expand);
    }
    return UUID.test(key) ? find(collection, key, expand) : problem(400, 'Invalid parameter: id');
  };
}

function byId<Entry extends { readonly id: string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}
