import { z } from 'zod';
import type { Part, Stage } from '../stage.ts';
import { id, onlyOnce, reference, text, whereMissing, whereUnknown } from './attributes.ts';
import { Person } from './person.ts';
import { DUTY_ROLES, SCHOOL_TYPES, SENT_ACTIVITY_TYPE, SENT_GROUP_TYPES } from './vocabulary.ts';

export { Person };

/** A person's work at a school unit, by Provisioning API 1.3.2. */
export const Duty = z.object({
  id,
  person: reference,
  dutyAt: reference,
  dutyRole: z.enum(DUTY_ROLES, whereUnknown('duty-role-unknown')),
});

/** A class or a teaching group. It may be empty: a place to fill later. */
export const Group = z.object({
  id,
  displayName: text,
  groupType: z.enum(SENT_GROUP_TYPES),
  schoolType: z.enum(SCHOOL_TYPES),
  organisation: reference,
  groupMemberships: z
    .array(z.object({ person: reference }))
    .overwrite(onlyOnce(({ person }) => person.id))
    .optional(),
});

/** A test that groups sit. Every teacher listed sees the results of every pupil in them. */
export const Activity = z.object({
  id,
  displayName: text,
  activityType: z.literal(SENT_ACTIVITY_TYPE),
  groups: z
    .array(reference, whereMissing('activity-without-group'))
    .min(1, 'activity-without-group')
    .overwrite(onlyOnce((group) => group.id)),
  teachers: z
    .array(z.object({ duty: reference }))
    .overwrite(onlyOnce(({ duty }) => duty.id))
    .optional(),
  organisation: reference,
  /** The national test, by Skolverket's id. */
  parentActivity: reference,
});

export type Duty = z.infer<typeof Duty>;
export type Group = z.infer<typeof Group>;
export type Activity = z.infer<typeof Activity>;

/** What each stage carries. */
export type ObjectOf<S extends Stage> = { Person: Person; Duty: Duty; Group: Group; Activity: Activity }[S];

/**
 * The schema of each stage: what it lets through is what the contract names and nothing else, whatever a student
 * information system knows besides. The service's own attributes (`meta`, `provisioningStatus`) are dropped too.
 */
export const SCHEMA: { readonly [S in Stage]: z.ZodType<ObjectOf<S>> } = { Person, Duty, Group, Activity };

/** One organiser's people as they come: whether they are sound is yet to be seen. */
export type UncheckedDataset = { readonly [P in Part]: readonly unknown[] };
