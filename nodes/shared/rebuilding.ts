import type { NodeAPI } from 'node-red';
import { unlessAborted } from '../../lib/dnp/transfer/unless-aborted.ts';

/** Deploys that take the flows apart and put them together again, as nodes that go on meanwhile must know of them. */
export interface Rebuilding {
  /** How many have begun so far. */
  readonly count: number;
  /** Resolves when the flows are together. @throws the signal's reason */
  over(signal: AbortSignal): Promise<void>;
}

const known = new WeakMap<NodeAPI['events'], Rebuilding>();

/** The one of this Node-RED; it listens from the first call on. */
export function rebuildingOf({ events }: Pick<NodeAPI, 'events'>): Rebuilding {
  const before = known.get(events);
  if (before) return before;
  let count = 0;
  let underWay: PromiseWithResolvers<void> | undefined;
  events.on('flows:stopping', () => {
    count++;
    underWay ??= Promise.withResolvers();
  });
  events.on('flows:started', () => {
    underWay?.resolve();
    underWay = undefined;
  });
  const rebuilding: Rebuilding = {
    get count() {
      return count;
    },
    over: async (signal) => {
      signal.throwIfAborted();
      while (underWay) await unlessAborted(underWay.promise, signal);
    },
  };
  known.set(events, rebuilding);
  return rebuilding;
}
