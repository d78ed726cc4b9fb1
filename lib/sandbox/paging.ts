/** A page token says where to go on; opaque to the client. */
export function pageToken(place: number): string {
  return Buffer.from(JSON.stringify({ place })).toString('base64url');
}

/** The place in a page token; undefined for a text that was never one. */
export function placeOf(token: string): number | undefined {
  const match = /^\{"place":(\d{1,9})\}$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
