import { hash } from 'node:crypto';
import type { Stage } from '../stage.ts';
import { type ObjectOf, SCHEMA } from './model.ts';

/** What the contract says an attribute is where nobody says anything: the service may or may not echo it. */
const DEFAULTS: Readonly<Record<string, unknown>> = { nationality: 'SE', globallyUnique: true, cancelled: false };

/**
 * JSON with the attributes of every object in the order of their names, so that equal values give equal texts.
 * As in `JSON.stringify`, an attribute that is undefined is left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const attributes = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  let text = '';
  for (const [name, attribute] of attributes) {
    if (attribute !== undefined) text += `${text && ','}${JSON.stringify(name)}:${canonicalJson(attribute)}`;
  }
  return `{${text}}`;
}

/**
 * Tells whether an object is the one that was sent before, or the one that the service has: two objects that mean the same
 * to the service have the same hash. Every list in the contract is a set, so order does not count; neither do a default
 * that is written out, or a list that is empty instead of absent.
 *
 * @param object as the schemas give it, see {@link sendable} for one that came from the service
 * @returns SHA-256 as base64url, 43 characters
 */
export function contentHash(object: ObjectOf<Stage>): string {
  return hash('sha256', canonicalJson(meaning(object)), 'base64url');
}

/**
 * A resource that was looked up at the service, without what only the service adds, to be compared with one of ours.
 *
 * @returns undefined where it breaks our rules; then it is not what we sent
 */
export function sendable<S extends Stage>(stage: S, resource: unknown): ObjectOf<S> | undefined {
  return SCHEMA[stage].safeParse(resource).data;
}

function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => canonicalJson(meaning(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  const told: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(value)) {
    const empty = Array.isArray(attribute) && attribute.length === 0;
    if (!empty && attribute !== DEFAULTS[name]) told[name] = meaning(attribute);
  }
  return told;
}
