import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SisFailure } from '../failure.ts';
import { isObject, parseJson } from '../json.ts';
import { COLLECTIONS, type Collection, isPage, type Ss12000Pages } from './pages.ts';

/** `persons.json`, `persons-2.json`, `persons_002.json`, `Persons (2).json` … */
const FILE_NAME = new RegExp(`^(${COLLECTIONS.join('|')})(?:[^a-z].*)?\\.json$`, 'i');

/** A municipality of 100,000 people is about 110 MB. */
const MAX_FILE_BYTES = 400_000_000;

/**
 * Reads a folder of SS12000 pages: for each collection one file (`persons.json`) or several (`persons-1.json` …), each a
 * page `{ data, pageToken }` or a list of objects, in UTF-8. Other files are not looked at.
 *
 * @throws {SisFailure} `export-folder-unreadable`, `export-file-…` with the file's name, `export-empty` where none of the
 * five is there
 */
export async function readExportFolder(
  folder: string,
  { maxFileBytes = MAX_FILE_BYTES, signal }: { readonly maxFileBytes?: number; readonly signal?: AbortSignal } = {},
): Promise<Ss12000Pages> {
  const files = await filesOf(folder);
  const pages: { [collection in Collection]?: unknown[] } = {};
  for (const { name, collection } of files) {
    signal?.throwIfAborted();
    const content = await readJson(folder, name, maxFileBytes);
    const collected = pages[collection] ?? [];
    pages[collection] = collected;
    if (isPage(content)) collected.push(content);
    else if (Array.isArray(content)) for (const object of content) collected.push(object);
    else {
      throw new SisFailure('export-not-a-list', `${name} is neither a list nor a page of SS12000.`, {
        remedy: 'Export it again as { "data": […], "pageToken": … }.',
      });
    }
  }
  return pages;
}

async function filesOf(folder: string): Promise<{ name: string; collection: Collection }[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new SisFailure(
      'export-folder-unreadable',
      `The folder of the export cannot be read (${systemCode(cause)}).`,
      {
        remedy: 'Check the path, and that Node-RED may read it.',
        cause,
      },
    );
  });
  const files = names.sort(byNumberInName.compare).flatMap((name) => {
    const collection = COLLECTIONS.find((known) => known === FILE_NAME.exec(name)?.[1]?.toLowerCase());
    return collection ? [{ name, collection }] : [];
  });
  if (files.length > 0) return files;
  throw new SisFailure('export-empty', 'The folder of the export holds none of the files of SS12000.', {
    remedy: `Put ${COLLECTIONS.map((collection) => `${collection}.json`).join(', ')} there.`,
  });
}

const byNumberInName = new Intl.Collator('en', { numeric: true });

async function readJson(folder: string, name: string, maxBytes: number): Promise<unknown> {
  const bytes = await readBytes(join(folder, name), name, maxBytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SisFailure('export-file-not-utf8', `${name} is not written in UTF-8.`, {
      remedy: 'Export it again, and choose UTF-8 as its character set.',
    });
  }
  const content = parseJson(text);
  if (content !== undefined) return content;
  throw new SisFailure('export-file-not-json', `${name} is not JSON, or was cut off.`, {
    remedy: 'Export it again, and check that the export had ended before the file was read.',
  });
}

async function readBytes(path: string, name: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= maxBytes) return await readFile(path);
  } catch (cause) {
    throw new SisFailure('export-file-unreadable', `${name} cannot be read (${systemCode(cause)}).`, {
      remedy: 'Check that it is a file, and that Node-RED may read it.',
      cause,
    });
  }
  throw new SisFailure('export-file-too-large', `${name} is larger than ${maxBytes} bytes.`, {
    remedy: 'Export it in several pages: persons-1.json, persons-2.json …',
  });
}

/** `ENOENT`, `EACCES` …; the system's message would repeat the path, which may name a person's home. */
function systemCode(cause: unknown): string {
  return isObject(cause) && typeof cause.code === 'string' ? cause.code : 'unknown cause';
}
