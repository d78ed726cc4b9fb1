import { contentHash, sendable } from '../../../lib/dnp/canonical.ts';
import { isUuid } from '../../../lib/dnp/identifiers/uuid.ts';
import { referencesOf, withoutMembers } from '../../../lib/dnp/references.ts';
import type { RecordedOutcome } from '../../../lib/ledger/runs.ts';
import type { Outcome } from '../../../lib/outcome.ts';
import { PART, STAGES, type Stage } from '../../../lib/stage.ts';
import { costsARepeat, isCrash, isDisk, mayLeaveUnsent } from './faults.ts';
import type { Day, Story } from './simulate.ts';
import type { World } from './world.ts';

const TAKEN: ReadonlySet<Outcome> = new Set(['success', 'warning', 'unchanged']);
const UNSETTLED: ReadonlySet<Outcome> = new Set(['temporary', 'unconfirmed']);

/**
 * Judges a simulation: which promises were broken?
 * @param calm the same seed without faults, healed
 */
export function verdict(story: Story, calm: Story): string[] {
  return [
    ...story.world.service.broken,
    ...eachObjectOnce(story),
    ...claims(story),
    ...repeats(story),
    ...leftovers(story),
    ...likeTheCalmOne(story, calm),
  ];
}

/** Every input object has exactly one outcome in its run; other objects appear only where a gate let them out. */
function eachObjectOnce({ days }: Story): string[] {
  const broken: string[] = [];
  const heldEarlier = new Set<string>();
  for (const [index, { payload, outcomes }] of days.entries()) {
    const found = new Set(outcomes.map(nameOf));
    const input = new Set(
      STAGES.flatMap((stage) => payload[PART[stage]].map((object) => `${stage} ${String(object.id)}`)),
    );
    for (const name of input.difference(found)) broken.push(`day ${index + 1}: ${name} has no outcome`);
    for (const name of found.difference(input)) {
      if (!heldEarlier.has(name)) broken.push(`day ${index + 1}: ${name} has an outcome out of nowhere`);
    }
    for (const outcome of outcomes) {
      if (outcome.outcome === 'held' || UNSETTLED.has(outcome.outcome) || leftOut(outcome))
        heldEarlier.add(nameOf(outcome));
    }
  }
  return broken;
}

/** What the outcomes claim is what the service has. */
function claims({ days, world }: Story): string[] {
  const broken: string[] = [];
  for (const [name, { outcome, day }] of latest(days)) {
    const [stage, id] = splitName(name);
    if (!isUuid(id)) continue;
    const there = world.service.content[stage].get(id);
    const object = there && sendable(stage, there);
    const has = object && contentHash(object);
    const known = world.ledger.objects.accepted(stage, [id]).get(id);
    if (outcome !== 'unconfirmed' && known !== has) broken.push(`${name} is ${outcome}, but the service has another`);
    if (!TAKEN.has(outcome)) continue;
    const input = day.payload[PART[stage]].find((given) => given.id === id);
    const given = input && sendable(stage, whatMayGo(world, stage, input));
    if (!has) broken.push(`${name} is ${outcome}, but the service does not have it`);
    else if (given && contentHash(given) !== has) broken.push(`${name} is ${outcome}, but not as it was given`);
  }
  for (const stage of STAGES) {
    for (const id of world.service.content[stage].keys()) {
      if (!days.some(({ outcomes }) => outcomes.some((one) => one.stage === stage && one.id === id)))
        broken.push(`${stage} ${id} is at the service, and nobody knows of it`);
    }
  }
  return broken;
}

/** A group goes without the members that are not at the service. */
function whatMayGo({ service }: World, stage: Stage, object: object): object {
  const missing = referencesOf(stage, object).filter(({ id, stage: to }) => !service.content[to].has(id));
  return withoutMembers(object, new Set(missing.map(({ id }) => id)));
}

function repeats({ world }: Story): string[] {
  const allowed = world.fired.filter(costsARepeat).length;
  const { repeated } = world.service;
  return repeated > allowed ? [`${repeated} batches were sent twice, for ${allowed} crashes and lost answers`] : [];
}

/** Nothing waits any more, and each message came out once, or once more for each sudden end. */
function leftovers({ crowded, days, world }: Story): string[] {
  const broken: string[] = [];
  const { ledger, fired } = world;
  if (ledger.waiting.list().length > 0) broken.push('a message is still in custody');
  const sudden = fired.filter((fault) => isCrash(fault) || isDisk(fault)).length;
  const out = days.reduce((sum, day) => sum + day.out - 1, 0);
  if (out > sudden * (crowded ? 2 : 1)) broken.push(`the message came out ${out} times too often`);
  const open = ledger.batches.open({});
  if (open.length > 0 && !fired.some(mayLeaveUnsent)) broken.push(`${open.length} batches have not come to an end`);
  return broken;
}

/**
 * The outcomes are those of a calm run; where a fault may leave something unsent, or two messages meet, then at least
 * when all is well again.
 */
function likeTheCalmOne(story: Story, calm: Story): string[] {
  const broken: string[] = [];
  const disturbed = story.crowded || story.world.fired.some(mayLeaveUnsent);
  for (const [index, day] of story.days.entries()) {
    const expected = new Map(calm.days[index]?.outcomes.map((outcome) => [nameOf(outcome), outcome.outcome]));
    for (const outcome of day.outcomes) {
      const name = nameOf(outcome);
      const wanted = expected.get(name);
      if (index === 2 && UNSETTLED.has(outcome.outcome)) broken.push(`${name} is still ${outcome.outcome}`);
      if (disturbed || wanted === outcome.outcome || confirmed(outcome, wanted)) continue;
      const codes = outcome.reasons.map(({ code }) => code).join();
      broken.push(`day ${index + 1}: ${name} is ${outcome.outcome} (${codes}) where a calm run has ${wanted}`);
    }
  }
  if (!story.healed) return broken;
  for (const stage of STAGES) {
    const [have, want] = [story, calm].map(({ world }) => contents(world.service.content[stage]));
    if (have !== want) broken.push(`${stage}: the service ends with other contents than in a calm run`);
  }
  return broken;
}

/** A look-up tells that the service has it, but not whether it had a warning. */
function confirmed({ outcome, reasons }: RecordedOutcome, wanted: Outcome | undefined): boolean {
  return outcome === 'success' && wanted === 'warning' && reasons.some(({ code }) => code === 'confirmed-by-lookup');
}

function contents(resources: ReadonlyMap<string, object>): string {
  return JSON.stringify([...resources].sort(([one], [other]) => (one < other ? -1 : 1)));
}

interface Latest {
  readonly outcome: Outcome;
  readonly day: Day;
}

/** The last word on each object. */
function latest(days: readonly Day[]): Map<string, Latest> {
  return new Map(
    days.flatMap((day) => day.outcomes.map((recorded) => [nameOf(recorded), { outcome: recorded.outcome, day }])),
  );
}

function leftOut({ reasons }: RecordedOutcome): boolean {
  return reasons.some(({ code }) => code === 'member-left-out');
}

function nameOf({ stage, id }: RecordedOutcome): string {
  return `${stage} ${id}`;
}

function splitName(name: string): [Stage, string] {
  const stage = STAGES.find((one) => name.startsWith(`${one} `)) ?? 'Person';
  return [stage, name.slice(stage.length + 1)];
}
