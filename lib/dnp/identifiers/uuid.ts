import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Whether a text is written as a UUID, in capitals or not. Any version and variant will do: the service asks for the
 * form (error ids 2010 and 2011), and student information systems make ids of their own kinds.
 */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * The name-based UUID of version 5 (RFC 9562, 5.5).
 *
 * @param name hashed as UTF-8
 * @param namespace a UUID; the nil UUID where none is given, as Skolverket has it
 * @returns in lower case
 */
export function uuidV5(name: string, namespace: string = NIL): string {
  const digest = createHash('sha1').update(namespace.replaceAll('-', ''), 'hex').update(name, 'utf8').digest();
  const bytes = digest.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * The id that Skolverket gives to what has a code: a school unit by its `schoolUnitCode`, an organiser by its
 * `organisationNumber`, a programme by its `educationCode`, a test activity by its `displayName`.
 *
 * @example skolverketId('31279295') // 'fb22448b-b724-5e53-8a2c-d8b339206901'
 */
export function skolverketId(code: string): string {
  return uuidV5(code);
}
