import type { Stage } from '../../stage.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Sending goes stage by stage, one after the other: two messages with the same objects must see each other's calls. */
export class Turns {
  readonly #last = new Map<Stage, Promise<void>>();

  /** Runs `work` when all earlier work on the stage is over. @throws what it throws, or the signal's reason before it begins */
  async take<T>(stage: Stage, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(stage);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(stage, before ? before.then(() => promise) : promise);
    try {
      if (before) await unlessAborted(before, signal);
      signal?.throwIfAborted();
      return await work();
    } finally {
      resolve();
    }
  }
}
