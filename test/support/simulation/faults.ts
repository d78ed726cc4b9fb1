import type { Random } from '../../../lib/transport/clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What can go wrong at a call to the service: `for` tells how long it goes on, ms. */
export const CALL_FAULTS = {
  'crash before a call': {},
  'crash after a call': {},
  'calm restart at a call': {},
  'answer lost on the way there': {},
  'answer lost on the way back': {},
  'broken before it was carried out': {},
  'broken after it was carried out': {},
  'too many calls': { for: 10_000 },
  unavailable: { for: 2 * MINUTE },
  'unavailable for long': { for: 2 * HOUR },
  'not reachable': { for: 10_000 },
  'token refused': { for: 1 },
  'token refused for long': { for: 48 * HOUR },
  'job forgotten': {},
  'job stuck': {},
  'job stuck for days': {},
} as const satisfies Record<string, { readonly for?: number }>;

/** What can go wrong when something is written down. */
export const COMMIT_FAULTS = {
  'crash before a commit': {},
  'crash after a commit': {},
  'calm restart at a commit': {},
  'disk full': {},
  'disk full for a while': { for: MINUTE },
  'disk broken': {},
} as const satisfies Record<string, { readonly for?: number }>;

export type CallFault = keyof typeof CALL_FAULTS;
export type CommitFault = keyof typeof COMMIT_FAULTS;
export type FaultKind = CallFault | CommitFault;

/** A fault at the nth call, or the nth commit, of the whole simulation. */
export interface Fault {
  readonly kind: FaultKind;
  /** From 1. */
  readonly step: number;
}

export const FAULT_KINDS: readonly FaultKind[] = [...keysOf(CALL_FAULTS), ...keysOf(COMMIT_FAULTS)];

/** Faults that make the world forget what it was about to write or to hear: each may cost a batch sent twice. */
const COSTS_A_REPEAT: ReadonlySet<FaultKind> = new Set([
  'crash before a call',
  'crash after a call',
  'crash before a commit',
  'crash after a commit',
  'calm restart at a call',
  'calm restart at a commit',
  'answer lost on the way there',
  'answer lost on the way back',
  'broken before it was carried out',
  'broken after it was carried out',
  'job forgotten',
]);

/** Faults after which a run may end with something unsent, by definition. */
const MAY_LEAVE_UNSENT: ReadonlySet<FaultKind> = new Set([
  'unavailable for long',
  'token refused',
  'token refused for long',
  'job stuck for days',
]);

export const costsARepeat = ({ kind }: Fault): boolean => COSTS_A_REPEAT.has(kind);
export const mayLeaveUnsent = ({ kind }: Fault): boolean => MAY_LEAVE_UNSENT.has(kind);
export const isCrash = ({ kind }: Fault): boolean => kind.startsWith('crash');
export const isDisk = ({ kind }: Fault): boolean => kind.startsWith('disk');

export function isCallFault(kind: FaultKind): kind is CallFault {
  return Object.hasOwn(CALL_FAULTS, kind);
}

/** How many calls and commits a simulation took. */
export interface Steps {
  readonly calls: number;
  readonly commits: number;
}

/** One to four faults of any kind, somewhere in a simulation of about so many steps. */
export function randomFaults(random: Random, { calls, commits }: Steps): Fault[] {
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const kind = FAULT_KINDS[Math.floor(random() * FAULT_KINDS.length)] ?? 'crash before a call';
    return { kind, step: 1 + Math.floor(random() * 1.2 * (isCallFault(kind) ? calls : commits)) };
  });
}

function keysOf<T extends object>(record: T): (keyof T)[] {
  return Object.keys(record) as (keyof T)[]; // the records above have no other keys
}
