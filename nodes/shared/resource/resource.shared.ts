/** What a node of a stage can do. The first four change things at the service and answer with jobs; the others only read. */
export const RESOURCE_OPERATIONS = ['send', 'create', 'update', 'delete', 'lookup', 'list', 'get'] as const;

export type ResourceOperation = (typeof RESOURCE_OPERATIONS)[number];

/** The settings of the four nodes of the stages. */
export interface ResourceConfig {
  name: string;
  /** The id of a `dnp-connection`. */
  connection: string;
  operation: ResourceOperation;
  /** What to send, or whom to ask for: a typed input. */
  source: string;
  sourceType: string;
  /** The most objects that `list` fetches; empty: all. */
  limit: string;
}
