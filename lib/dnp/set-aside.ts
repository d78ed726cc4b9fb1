import { z } from 'zod';
import type { AsideObject } from '../ledger/asides.ts';
import type { ObjectOutcome } from '../outcome.ts';
import { STAGES, type Stage } from '../stage.ts';
import { isUuid } from './identifiers/uuid.ts';
import { SCHEMA } from './model.ts';
import { blankUnsupported } from './person.ts';
import { listOf } from './rules.ts';

/**
 * The objects of an input that some outcomes are about, as the ledger keeps them. Of copies of an object the first stands
 * for all.
 */
export function setAsideObjects(stage: Stage, input: unknown, outcomes: readonly ObjectOutcome[]): AsideObject[] {
  if (outcomes.length === 0) return [];
  const wanted = new Set(outcomes.map(({ id }) => id));
  const found: AsideObject[] = [];
  for (const [index, raw] of listOf(stage, input).entries()) {
    const id = nameOf(raw, index);
    if (wanted.delete(id)) found.push({ id, json: JSON.stringify(contracted(stage, raw)) });
  }
  return found;
}

/** What an outcome calls an object: its id, or its place where it has no usable one. */
export function nameOf(raw: unknown, index: number): string {
  const id: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'id') : undefined;
  return typeof id === 'string' && isUuid(id) ? id.toLowerCase() : `#${index + 1}`;
}

/** The part of JSON Schema that tells which attributes there are. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
}

const shapes = new Map<Stage, Shape>();

/**
 * The attributes of an unsound object that the contract names: nothing else of a person is kept, whatever a student
 * information system knows besides.
 *
 * @param raw anything
 * @returns what JSON can hold; null where it is no object
 */
function contracted(stage: Stage, raw: unknown): unknown {
  for (const name of shapes.size === 0 ? STAGES : []) {
    shapes.set(name, z.toJSONSchema(SCHEMA[name], { io: 'input', unrepresentable: 'any' }) as Shape); // its own words
  }
  const object = pick(shapes.get(stage) ?? {}, raw);
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return null;
  const emails = blankUnsupported(Reflect.get(object, 'emails'));
  return { ...object, ...(Array.isArray(emails) ? { emails: emails.filter(Boolean) } : {}) };
}

function pick(shape: Shape, value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) {
    const { items } = shape;
    return items ? value.map((item) => pick(items, item)) : undefined;
  }
  const properties = shape.properties ?? Object.assign({}, ...(shape.oneOf ?? []).map((variant) => variant.properties));
  if (typeof value !== 'object' || value === null) return undefined;
  const named = Object.entries<Shape>(properties).map(([name, attribute]) => [
    name,
    pick(attribute, Reflect.get(value, name)),
  ]);
  return Object.fromEntries(named.filter(([, attribute]) => attribute !== undefined));
}
