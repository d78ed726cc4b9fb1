import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { parseJson } from '../json.ts';
import { COLLECTIONS, type Collection, type SisContent } from './ss12000.ts';

/** A folder that the sandbox was to serve has no SS12000 pages in it. */
export class ExportFolderUnreadable extends Failure {
  readonly code = 'sandbox-export-unreadable';
}

/**
 * Reads the pages in a folder: `persons.json`, or several such as `persons-1.json` and `persons-2.json`, each a list or
 * `{ data: […] }`. Nothing about the objects is checked.
 *
 * @throws {ExportFolderUnreadable}
 */
export async function readSisContent(folder: string): Promise<SisContent> {
  const files = await readdir(folder).catch((cause) => {
    throw unreadable('The folder to serve cannot be read.', cause);
  });
  const content: Record<Collection, unknown[]> = {
    organisations: [],
    persons: [],
    duties: [],
    groups: [],
    activities: [],
  };
  let pages = 0;
  for (const file of files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const collection = COLLECTIONS.find((name) => new RegExp(`^${name}([-_.]?\\d+)?\\.json$`, 'i').test(file));
    if (collection === undefined) continue;
    pages++;
    for (const object of listIn(parseJson(await readFile(join(folder, file), 'utf8')), file)) {
      content[collection].push(object);
    }
  }
  if (pages === 0) throw unreadable('The folder to serve holds no persons.json or other page of SS12000.');
  return content;
}

function listIn(page: unknown, file: string): readonly unknown[] {
  const list: unknown = typeof page === 'object' && page !== null && 'data' in page ? page.data : page;
  if (!Array.isArray(list)) throw unreadable(`${file} is not a page of SS12000.`);
  return list;
}

const unreadable = (message: string, cause?: unknown) =>
  new ExportFolderUnreadable(message, {
    remedy: 'Name a folder with persons.json, duties.json, groups.json, activities.json and organisations.json.',
    cause,
  });
