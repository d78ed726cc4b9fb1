/** The four stages in the order of transfer (provisioning-api README): each refers only to the ones before it. */
export const STAGES = ['Person', 'Duty', 'Group', 'Activity'] as const;

/** A stage, and at the same time the resource type that the service knows it by (`Code_ObjectType`). */
export type Stage = (typeof STAGES)[number];

/** The part of a dataset that a stage reads. */
export const PART = {
  Person: 'persons',
  Duty: 'duties',
  Group: 'groups',
  Activity: 'activities',
} as const satisfies Record<Stage, string>;

/** The name of a dataset's part, which is also the resource's name in the service's paths. */
export type Part = (typeof PART)[Stage];
