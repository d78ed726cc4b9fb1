import type { Reason } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { ACTIVITY_TYPES, GROUP_TYPES, SENT_ACTIVITY_TYPE, SENT_GROUP_TYPES } from './vocabulary.ts';

type Attributes = Readonly<Record<string, unknown>>;

const otherGroupTypes = new Set<unknown>(GROUP_TYPES).difference(new Set<unknown>(SENT_GROUP_TYPES));
const otherActivityTypes = new Set<unknown>(ACTIVITY_TYPES).difference(new Set<unknown>([SENT_ACTIVITY_TYPE]));

/**
 * Why an object is none of the test service's business, if so. That is nobody's mistake: it is left out, whatever else is
 * to be said of it. A type that nobody knows is a mistake, and not for this function.
 */
export const outOfScope: { readonly [S in Stage]: (object: Attributes) => Reason | undefined } = {
  Person: () => undefined,
  Duty: () => undefined,
  Group: ({ groupType }) =>
    otherGroupTypes.has(groupType) ? { code: 'group-type-out-of-scope', field: 'groupType' } : undefined,
  Activity: ({ activityType, parentActivity }) => {
    if (otherActivityTypes.has(activityType)) return { code: 'activity-type-out-of-scope', field: 'activityType' };
    if (parentActivity === undefined || parentActivity === null)
      return { code: 'activity-without-test', field: 'parentActivity' };
    return undefined;
  },
};
