import { createHash } from 'node:crypto';
import type { Random } from '../transport/clock.ts';

/** Numbers that look random and come out the same for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A number from 0 to 1 that belongs to a name. An object chosen by it is chosen in every run with the same seed, in
 * whatever order the objects arrive.
 */
export function lot(seed: number, name: string): number {
  return createHash('sha1').update(`${seed}:${name}`).digest().readUInt32BE() / 2 ** 32;
}
