import {
  ACTIVITY_TYPES,
  GROUP_TYPES,
  SCHOOL_TYPES,
  SENT_ACTIVITY_TYPE,
  SENT_EMAIL_TYPES,
  SENT_GROUP_TYPES,
} from '../../dnp/vocabulary.ts';
import type { Stage } from '../../stage.ts';

/**
 * What decides whether an object, or an entry of one of its lists, concerns the tests today. Every criterion that fails
 * gives its reason's code.
 */
export interface Scope {
  /** Attributes whose value, where there is one, must be among these. */
  readonly values?: readonly {
    readonly attribute: string;
    readonly among: readonly string[];
    /** All values that there are: another one is a mistake, which is for the rules to say. */
    readonly known?: readonly string[];
    readonly otherwise: string;
  }[];
  /** A reference that must be there. */
  readonly reference?: { readonly attribute: string; readonly otherwise: string };
  /** The period from `startDate` to `endDate` must hold today. */
  readonly period?: { readonly ended: string; readonly notBegun: string };
}

/** How an attribute gets from the export into the dataset. Attributes that are not named stay where they are. */
export type Carried =
  | 'value'
  /** A personal identity number, as 12 characters. */
  | 'civic-number'
  /** An object of which only the id goes on. */
  | 'reference'
  /** A reference to a school unit, from the system's own id to Skolverket's. */
  | 'school-unit'
  | { readonly object: Attributes }
  | {
      readonly listOf: Attributes | 'reference';
      /** Entries out of scope are dropped. */
      readonly scope?: Scope;
      /** An object all of whose entries were dropped is out of scope itself, for their reasons; unless it is staff. */
      readonly decisive?: true;
    };

export type Attributes = Readonly<Record<string, Carried>>;

const SCHOOL_TYPE = { attribute: 'schoolType', among: SCHOOL_TYPES, otherwise: 'school-type-out-of-scope' } as const;

/** An assignment to a group or an activity: one that does not hold today is no part of it, and no news either. */
const CURRENT: Scope = { period: { ended: 'membership-ended', notBegun: 'membership-not-begun' } };

/**
 * SS12000:2020 → Provisioning API 1.3.2, resource by resource: what concerns the tests, and which attributes go on.
 * The id goes on with all of them.
 */
export const RESOURCES: Readonly<Record<Stage, { readonly scope: Scope; readonly attributes: Attributes }>> = {
  Person: {
    scope: { values: [{ attribute: 'personStatus', among: ['Aktiv'], otherwise: 'person-not-active' }] },
    attributes: {
      givenName: 'value',
      middleName: 'value',
      familyName: 'value',
      eduPersonPrincipalNames: 'value',
      externalIdentifiers: { listOf: { value: 'value', context: 'value', globallyUnique: 'value' } },
      securityMarking: 'value',
      civicNo: { object: { value: 'civic-number', nationality: 'value' } },
      emails: {
        listOf: { value: 'value', type: 'value' },
        scope: { values: [{ attribute: 'type', among: SENT_EMAIL_TYPES, otherwise: 'email-type-out-of-scope' }] },
      },
      enrolments: {
        listOf: {
          enroledAt: 'school-unit',
          schoolYear: 'value',
          schoolType: 'value',
          cancelled: 'value',
          educationCode: 'value',
        },
        scope: {
          values: [SCHOOL_TYPE],
          period: { ended: 'enrolment-ended', notBegun: 'enrolment-not-begun' },
        },
        decisive: true,
      },
    },
  },
  Duty: {
    scope: { period: { ended: 'duty-ended', notBegun: 'duty-not-begun' } },
    attributes: { person: 'reference', dutyAt: 'school-unit', dutyRole: 'value' },
  },
  Group: {
    scope: {
      values: [
        { attribute: 'groupType', among: SENT_GROUP_TYPES, known: GROUP_TYPES, otherwise: 'group-type-out-of-scope' },
        SCHOOL_TYPE,
      ],
      period: { ended: 'group-ended', notBegun: 'group-not-begun' },
    },
    attributes: {
      displayName: 'value',
      groupType: 'value',
      schoolType: 'value',
      organisation: 'school-unit',
      groupMemberships: { listOf: { person: 'reference' }, scope: CURRENT },
    },
  },
  Activity: {
    scope: {
      values: [
        {
          attribute: 'activityType',
          among: [SENT_ACTIVITY_TYPE],
          known: ACTIVITY_TYPES,
          otherwise: 'activity-type-out-of-scope',
        },
      ],
      reference: { attribute: 'parentActivity', otherwise: 'activity-without-test' },
      period: { ended: 'activity-ended', notBegun: 'activity-not-begun' },
    },
    attributes: {
      displayName: 'value',
      activityType: 'value',
      organisation: 'school-unit',
      parentActivity: 'reference',
      groups: { listOf: 'reference' },
      teachers: { listOf: { duty: 'reference' }, scope: CURRENT },
    },
  },
};
