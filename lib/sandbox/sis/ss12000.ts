/** The collections of SS12000 that a SIS is asked for here. */
export const COLLECTIONS = ['organisations', 'persons', 'duties', 'groups', 'activities'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** All that a SIS has of one organiser, as it exports it: not checked, not cleaned. */
export type SisContent = Readonly<Record<Collection, readonly unknown[]>>;
