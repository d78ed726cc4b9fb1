import { normaliseCivicNumber } from '../../dnp/identifiers/civic-number.ts';
import { isUuid } from '../../dnp/identifiers/uuid.ts';
import type { Reason } from '../../outcome.ts';
import type { Stage } from '../../stage.ts';
import { isAbsent, isObject } from '../json.ts';
import { position } from '../period.ts';
import { type Attributes, type Carried, RESOURCES, type Scope } from './resources.ts';
import type { SchoolUnits } from './school-units.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What an export is judged by. */
export interface Standpoint {
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly units: SchoolUnits;
  /** Ids of the persons who have a duty that holds today, in lower case. */
  readonly staff: ReadonlySet<unknown>;
}

/** What the import makes of one object. `carried` says nothing yet about the rules of the service. */
export type Verdict =
  | { readonly kind: 'carried'; readonly object: JsonObject }
  | { readonly kind: 'skipped' | 'rejected'; readonly reasons: readonly Reason[]; readonly object?: JsonObject };

/**
 * Translates one object of SS12000 to what the service takes. What is out of scope is skipped whatever else is wrong with
 * it; what only the import can know to be wrong (a unit, a date) is rejected; the rest goes on as it is, to be judged by
 * the rules.
 */
export function translate(stage: Stage, source: JsonObject, standpoint: Standpoint): Verdict {
  const { scope, attributes } = RESOURCES[stage];
  const findings = judge(scope, source, '', standpoint.today);
  const id = lowerCaseId(source.id);
  const object = { id, ...carryAttributes(attributes, source, '', findings, standpoint) };
  // A teacher who once was a pupil here is still a teacher.
  if (!standpoint.staff.has(id)) findings.outOfScope.push(...findings.nothingLeft);
  if (findings.outOfScope.length > 0) return { kind: 'skipped', reasons: findings.outOfScope, object };
  if (findings.broken.length > 0) return { kind: 'rejected', reasons: findings.broken, object };
  return { kind: 'carried', object };
}

/** A UUID means the same in either case; one of them has to be chosen for comparing. Other values are left alone. */
export function lowerCaseId(id: unknown): unknown {
  return typeof id === 'string' && isUuid(id) ? id.toLowerCase() : id;
}

interface Findings {
  readonly outOfScope: Reason[];
  readonly broken: Reason[];
  /** Why none of the entries that decide about an object was carried on. */
  readonly nothingLeft: Reason[];
}

function judge(scope: Scope, object: JsonObject, path: string, today: string): Findings {
  const findings: Findings = { outOfScope: [], broken: [], nothingLeft: [] };
  for (const { attribute, among, known, otherwise } of scope.values ?? []) {
    const value = object[attribute];
    if (isAbsent(value)) continue;
    const field = path + attribute;
    if (typeof value !== 'string')
      findings.broken.push({ code: 'attribute-type', field, params: { expected: 'string' } });
    else if (!among.includes(value) && (known?.includes(value) ?? true))
      findings.outOfScope.push({ code: otherwise, field });
  }
  if (scope.reference && isAbsent(referencedId(object[scope.reference.attribute]))) {
    findings.outOfScope.push({ code: scope.reference.otherwise, field: path + scope.reference.attribute });
  }
  if (scope.period) {
    const where = position(object, today);
    if (where === 'after') findings.outOfScope.push({ code: scope.period.ended, field: `${path}endDate` });
    else if (where === 'before') findings.outOfScope.push({ code: scope.period.notBegun, field: `${path}startDate` });
    else if (where !== 'within') findings.broken.push({ code: 'date-format', field: path + where.unreadable });
  }
  return findings;
}

function carryAttributes(
  attributes: Attributes,
  source: JsonObject,
  path: string,
  findings: Findings,
  standpoint: Standpoint,
): JsonObject {
  const carried: Record<string, unknown> = {};
  for (const [attribute, how] of Object.entries(attributes)) {
    const value = source[attribute];
    if (!isAbsent(value)) carried[attribute] = carry(how, value, path + attribute, findings, standpoint);
  }
  return carried;
}

/** A value of a kind that it should not be is carried as it is: to say so is the rules' business. */
function carry(how: Carried, value: unknown, path: string, findings: Findings, standpoint: Standpoint): unknown {
  switch (how) {
    case 'value':
      return value;
    case 'civic-number':
      return typeof value === 'string' ? (normaliseCivicNumber(value, standpoint.today) ?? value) : value;
    case 'reference':
      return isObject(value) ? reference(lowerCaseId(value.id)) : value;
    case 'school-unit':
      return isObject(value) ? reference(schoolUnitId(value.id, `${path}.id`, findings, standpoint)) : value;
  }
  if ('listOf' in how) return Array.isArray(value) ? carryList(how, value, path, findings, standpoint) : value;
  return isObject(value) ? carryAttributes(how.object, value, `${path}.`, findings, standpoint) : value;
}

function carryList(
  { listOf, scope, decisive }: Extract<Carried, { listOf: unknown }>,
  entries: readonly unknown[],
  path: string,
  findings: Findings,
  standpoint: Standpoint,
): unknown[] {
  const how: Carried = listOf === 'reference' ? listOf : { object: listOf };
  const carried: unknown[] = [];
  const dropped = new Map<string, Reason>();
  for (const [index, entry] of entries.entries()) {
    const place = `${path}[${index}]`;
    if (scope && isObject(entry)) {
      const { outOfScope, broken } = judge(scope, entry, `${place}.`, standpoint.today);
      for (const reason of outOfScope) if (!dropped.has(reason.code)) dropped.set(reason.code, reason);
      if (outOfScope.length > 0) continue;
      findings.broken.push(...broken);
    }
    carried.push(carry(how, entry, place, findings, standpoint));
  }
  if (decisive && carried.length === 0) findings.nothingLeft.push(...dropped.values());
  return carried;
}

function reference(id: unknown): JsonObject {
  return isAbsent(id) ? {} : { id };
}

function referencedId(value: unknown): unknown {
  return isObject(value) ? value.id : value;
}

function schoolUnitId(id: unknown, field: string, findings: Findings, { units }: Standpoint): unknown {
  if (typeof id !== 'string') return id;
  const unit = units.get(id.toLowerCase());
  if (unit === undefined) findings.broken.push({ code: 'school-unit-unknown', field });
  return unit ?? id;
}
