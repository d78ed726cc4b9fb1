/** What a bulk call does. `send` is the upsert (`POST …/bulk?updateIfExists=true`), `create` the same with `false`. */
export const OPERATIONS = ['send', 'create', 'update', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];
