/** Something to send: its JSON text as it will stand in the body. */
export interface Packable {
  readonly json: string;
}

const OPENING = '{"data":[';
const CLOSING = ']}';
const FRAME = OPENING.length + CLOSING.length;

/** The exact body of a bulk call. */
export function bodyOf(items: readonly Packable[]): string {
  return `${OPENING}${items.map(({ json }) => json).join(',')}${CLOSING}`;
}

/**
 * Packs items, in their order, into as few bulk calls as their order allows. Sizes are exact: bytes of the UTF-8 body.
 * @param limit bytes a call (Provisioning API 1.3.1: 200 KB)
 * @returns the batches, and the items that are too large for any call
 */
export function pack<T extends Packable>(items: readonly T[], limit: number): { batches: T[][]; tooLarge: T[] } {
  const batches: T[][] = [];
  const tooLarge: T[] = [];
  let batch: T[] = [];
  let size = FRAME;
  for (const item of items) {
    const bytes = Buffer.byteLength(item.json);
    if (FRAME + bytes > limit) {
      tooLarge.push(item);
      continue;
    }
    const comma = batch.length === 0 ? 0 : 1;
    if (size + comma + bytes > limit) {
      batches.push(batch);
      batch = [];
      size = FRAME;
    }
    size += (batch.length === 0 ? 0 : 1) + bytes;
    batch.push(item);
  }
  if (batch.length > 0) batches.push(batch);
  return { batches, tooLarge };
}
