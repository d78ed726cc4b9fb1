import { z } from 'zod';
import type { Stage } from '../../stage.ts';
import type { Finding } from './log-entry.ts';

/**
 * The schemas of the Provisioning API 1.3.2 as the service reads them. Written from the contract and not shared with the
 * sender's own model, so that a mistake in one does not hide in the other.
 */
const id = z.guid();
const reference = z.strictObject({ id });
/** What the service sets itself; a sender that gives it back does no harm. */
const readOnly = { meta: z.unknown().optional(), provisioningStatus: z.unknown().optional() };
const SCHOOL_TYPE = z.enum(['GR', 'SP', 'SAM', 'GY', 'VUXGY']);

const Enrolment = z.strictObject({
  enroledAt: reference,
  schoolYear: z.int().min(1).max(10).optional(),
  schoolType: SCHOOL_TYPE,
  cancelled: z.boolean().optional(),
  educationCode: z.string().optional(),
});

const Person = z.strictObject({
  ...readOnly,
  id,
  givenName: z.string(),
  middleName: z.string().optional(),
  familyName: z.string(),
  eduPersonPrincipalNames: z.array(z.string()).length(1),
  externalIdentifiers: z
    .array(
      z.strictObject({
        value: z.string(),
        context: z.literal('https://eduid.se'),
        globallyUnique: z.boolean().optional(),
      }),
    )
    .max(1)
    .optional(),
  securityMarking: z.enum(['Ingen', 'Sekretessmarkering', 'Skyddad folkbokföring']).optional(),
  civicNo: z.strictObject({ value: z.string(), nationality: z.literal('SE').optional() }),
  emails: z
    .array(z.strictObject({ value: z.email(), type: z.enum(['Skola elev', 'Skola personal']).optional() }))
    .optional(),
  enrolments: z.array(Enrolment).optional(),
});

const Duty = z.strictObject({
  ...readOnly,
  id,
  person: reference,
  dutyAt: reference,
  dutyRole: z.enum([
    'Rektor',
    'Lärare',
    'Förskollärare',
    'Barnskötare',
    'Bibliotekarie',
    'Lärarassistent',
    'Fritidspedagog',
    'Annan personal',
    'Studie- och yrkesvägledare',
    'Förstelärare',
    'Kurator',
    'Skolsköterska',
    'Skolläkare',
    'Skolpsykolog',
    'Speciallärare/specialpedagog',
    'Skoladministratör',
    'Övrig arbetsledning',
  ]),
});

const Group = z.strictObject({
  ...readOnly,
  id,
  displayName: z.string(),
  groupType: z.enum(['Klass', 'Undervisning']),
  schoolType: SCHOOL_TYPE,
  organisation: reference,
  groupMemberships: z.array(z.strictObject({ person: reference })).optional(),
});

const Activity = z.strictObject({
  ...readOnly,
  id,
  displayName: z.string(),
  activityType: z.literal('Undervisning'),
  groups: z.array(reference).min(1),
  teachers: z.array(z.strictObject({ duty: reference })).optional(),
  organisation: reference,
  parentActivity: reference,
});

export type Person = z.infer<typeof Person>;
export type Duty = z.infer<typeof Duty>;
export type Group = z.infer<typeof Group>;
export type Activity = z.infer<typeof Activity>;

/** An object that holds to its schema, with the stage it belongs to. */
export type Conforming =
  | { readonly stage: 'Person'; readonly object: Person }
  | { readonly stage: 'Duty'; readonly object: Duty }
  | { readonly stage: 'Group'; readonly object: Group }
  | { readonly stage: 'Activity'; readonly object: Activity };

const SCHEMAS = { Person, Duty, Group, Activity } as const satisfies Record<Stage, z.ZodType>;

export interface ContractCheck {
  readonly findings: readonly Finding[];
  /** Attributes that the contract does not name, by path. The service ignores them; a sender should not let them out. */
  readonly surplus: readonly string[];
}

/** Holds an object against its resource's schema. */
export function checkContract(stage: Stage, object: unknown): ContractCheck {
  const result = SCHEMAS[stage].safeParse(object);
  const findings: Finding[] = [];
  const surplus: string[] = [];
  for (const issue of result.error?.issues ?? []) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') surplus.push(...issue.keys.map((key) => [...path, key].join('.')));
    else findings.push(finding(path, valueAt(object, path)));
  }
  return { findings, surplus };
}

const finding = (path: readonly string[], value: unknown): Finding => ({
  id: value === undefined ? 'SANDBOX-REQUIRED' : 'SANDBOX-VALUE',
  attribute: path.join('.'),
  value,
});

function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value;
}
