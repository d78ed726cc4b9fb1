import { ENDPOINTS, type EndpointName, RESOURCES } from '../../dnp/endpoints.ts';
import { STAGES, type Stage } from '../../stage.ts';

/** What a call asks for. `send` stands for both values of `updateIfExists`. */
export interface Route {
  readonly name: EndpointName;
  readonly stage: Stage | undefined;
  /** What stands in the path for `{id}`. */
  readonly id: string | undefined;
}

interface Pattern extends Omit<Route, 'id'> {
  readonly method: string;
  readonly segments: readonly string[];
}

/** `lookup` is listed before `get`, whose `{id}` would take its word for an id. */
const PATTERNS: readonly Pattern[] = Object.entries(ENDPOINTS).flatMap(([key, { method, path }]) => {
  const name = key as EndpointName; // Object.entries forgets the keys' type
  if (name === 'create') return []; // the same path as `send`
  const stages = path.includes('{resource}') ? STAGES : [undefined];
  return stages.map((stage) => ({
    name,
    stage,
    method,
    segments: path.replace('{resource}', stage === undefined ? '' : RESOURCES[stage]).split('/'),
  }));
});

/** Finds the operation for a path below the base URL. */
export function routeOf(method: string, path: string): Route | undefined {
  const segments = path.split('/');
  for (const pattern of PATTERNS) {
    if (pattern.method !== method || pattern.segments.length !== segments.length) continue;
    let id: string | undefined;
    const fits = pattern.segments.every((wanted, index) => {
      if (wanted !== '{id}') return wanted === segments[index];
      id = segments[index];
      return true;
    });
    if (fits) return { name: pattern.name, stage: pattern.stage, id };
  }
  return undefined;
}
