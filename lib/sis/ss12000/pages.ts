import { SisFailure } from '../failure.ts';
import { isObject } from '../json.ts';

/** The collections of an SS12000 export that the tests need. */
export const COLLECTIONS = ['organisations', 'persons', 'duties', 'groups', 'activities'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/**
 * An SS12000 export as it may arrive: each collection a list of objects, one page `{ data, pageToken }`, or a list of
 * pages. A collection that is absent is empty.
 */
export type Ss12000Pages = { readonly [collection in Collection]?: unknown };

/** The same export with its pages joined. The objects are whatever came: nothing about them has been checked. */
export type Ss12000Export = Readonly<Record<Collection, readonly unknown[]>>;

/**
 * Joins the pages of an export.
 *
 * @throws {SisFailure} `export-not-a-list` with the collection's name; `export-incomplete` where the page that ends a
 * collection is missing, since people who are not there would be lost without a word; `export-empty`
 */
export function joinPages(pages: unknown): Ss12000Export {
  if (!isObject(pages)) {
    throw new SisFailure('export-not-a-list', 'The export is not an object with the lists of SS12000.', {
      remedy: `Give an object with ${COLLECTIONS.join(', ')}.`,
    });
  }
  const joined = Object.fromEntries(
    COLLECTIONS.map((collection) => [collection, joinCollection(collection, pages[collection])]),
  ) as Record<Collection, unknown[]>; // fromEntries forgets the keys that it was given
  if (COLLECTIONS.every((collection) => joined[collection].length === 0)) {
    throw new SisFailure(
      'export-empty',
      'The export is empty: it holds no organisation, person, duty, group or activity.',
      {
        remedy: 'Check that the student information system exports what you expect, and that this is the right place.',
      },
    );
  }
  return joined;
}

function joinCollection(collection: Collection, content: unknown): unknown[] {
  if (content === undefined || content === null) return [];
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
  const objects: unknown[] = [];
  let pages = 0;
  let lastPages = 0;
  for (const part of parts) {
    if (isPage(part)) {
      pages += 1;
      if (isLastPage(part)) lastPages += 1;
      for (const object of part.data) objects.push(object);
    } else if (Array.isArray(content)) {
      objects.push(part);
    } else {
      throw new SisFailure('export-not-a-list', `"${collection}" is neither a list nor a page of SS12000.`, {
        remedy: `Give "${collection}" as a list of objects, or as pages { "data": […], "pageToken": … }.`,
      });
    }
  }
  if (pages > 0 && lastPages === 0) {
    throw new SisFailure(
      'export-incomplete',
      `The last page of "${collection}" is missing: each says that more follow.`,
      {
        remedy: 'Export all pages, up to the one whose pageToken is null.',
      },
    );
  }
  return objects;
}

/** One page of a collection. */
export interface Page {
  readonly data: readonly unknown[];
  readonly pageToken?: unknown;
}

/** Whether this is a page of SS12000: no object of SS12000 has an attribute `data`. */
export function isPage(value: unknown): value is Page {
  return isObject(value) && Array.isArray(value.data) && !('id' in value);
}

/** The token of the page that follows; undefined on the last one. */
export function nextPageToken(page: Page): string | undefined {
  return typeof page.pageToken === 'string' && page.pageToken !== '' ? page.pageToken : undefined;
}

function isLastPage(page: Page): boolean {
  return nextPageToken(page) === undefined;
}
