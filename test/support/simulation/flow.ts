import type { JobRef } from '../../../lib/dnp/connection.ts';
import type { FlowMessage } from '../../../lib/dnp/custody.ts';
import { LedgerFailure } from '../../../lib/ledger/ledger-failure.ts';
import { PART, STAGES, type Stage } from '../../../lib/stage.ts';
import { Life } from './life.ts';
import type { Organiser, Payload } from './organiser.ts';
import type { World } from './world.ts';

/** A message on its way through the stations. */
interface Message extends FlowMessage {
  payload: Record<string, unknown>;
  dnp: { runId: string; custody?: string; jobs?: readonly JobRef[] };
}

/** A node of the flow, as far as the library sees it. */
interface Station {
  readonly id: string;
  work(life: Life, message: Message): Promise<void>;
}

/** Long enough for the last message to be let go, ms. */
const LET_GO_MS = 6_000;
/** Until somebody has freed the disk and deployed again, ms. */
const REPAIR_MS = 90_000;
const MOST_LIVES = 40;

/** What somebody sends through the flow. */
export interface Errand {
  readonly runId: string;
  readonly payload: Payload;
}

/**
 * Carries errands through the stages, all at once, however often the process dies.
 * @returns how often the messages came out, by run
 */
export async function carry(
  world: World,
  { incompleteGroups }: Organiser,
  errands: readonly Errand[],
): Promise<Map<string, number>> {
  const stations = STAGES.flatMap((stage) => stationsOf(stage, incompleteGroups));
  const out = new Map<string, number>();
  for (let lives = 0; lives < MOST_LIVES; lives++) {
    const life = new Life(world);
    const flow = new Flow(life, stations, out);
    const done = flow.run(errands, world).then(() => 'done' as const);
    const end = await world.time.until(Promise.race([done, life.over]));
    if (end === 'bug') throw flow.bug;
    if (end !== 'crash') await world.time.until(Promise.race([life.died, calmEnd(life)]));
    if (end === 'disk') await world.time.until(world.time.sleeper().sleep(REPAIR_MS));
    if (errands.every(({ runId }) => out.has(runId)) && world.ledger.waiting.list().length === 0) return out;
  }
  throw new Error(`still not through after ${MOST_LIVES} lives`);
}

/** A disk that fails at the very end leaves the rest to the next life. */
async function calmEnd(life: Life): Promise<void> {
  await life.connection.close().catch((error: unknown) => {
    if (!(error instanceof LedgerFailure)) throw error;
  });
}

/** What one life does of the flow. */
class Flow {
  bug: unknown;
  readonly #life: Life;
  readonly #stations: readonly Station[];
  readonly #out: Map<string, number>;
  readonly #work = new Set<Promise<void>>();

  constructor(life: Life, stations: readonly Station[], out: Map<string, number>) {
    this.#life = life;
    this.#stations = stations;
    this.#out = out;
  }

  /** Goes on with what waits. An errand of which nothing waits, and nothing has come out, comes in anew. */
  async run(errands: readonly Errand[], { ledger }: World): Promise<void> {
    const { connection, clock } = this.#life;
    try {
      const fresh = errands.filter(({ runId }) => !this.#out.has(runId) && !ledger.waiting.hasRun(runId));
      for (const [index, { id }] of this.#stations.entries()) {
        for (const message of connection.custody.resume(id)) {
          this.#deliver(message as Message, index); // it was one of ours when it was kept
        }
      }
      for (const { runId, payload } of fresh) {
        connection.startRun(runId);
        this.#deliver({ payload: { ...payload }, dnp: { runId } }, 0);
      }
    } catch (error) {
      this.#ended(error);
    }
    while (this.#work.size > 0) await Promise.all(this.#work);
    await clock.sleep(LET_GO_MS);
  }

  #deliver(message: Message, index: number): void {
    const station = this.#stations[index];
    if (!station) {
      const { runId } = message.dnp;
      this.#out.set(runId, (this.#out.get(runId) ?? 0) + 1);
      return;
    }
    const work = this.#pass(station, message, index)
      .catch((error: unknown) => this.#ended(error))
      .finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #pass(station: Station, message: Message, index: number): Promise<void> {
    const { custody } = this.#life.connection;
    const place = custody.take(station.id, message);
    await station.work(this.#life, message);
    custody.handOn(place);
    this.#deliver(message, index + 1);
    custody.arrived(place);
  }

  /** A message whose work was interrupted stays where it is; the next life goes on with it. */
  #ended(error: unknown): void {
    if (this.#life.dead) return;
    if (error instanceof LedgerFailure) this.#life.end('disk');
    else if (!(error instanceof DOMException && error.name === 'AbortError')) {
      this.bug = error;
      this.#life.end('bug');
    }
  }
}

function stationsOf(stage: Stage, incompleteGroups: Organiser['incompleteGroups']): Station[] {
  const part = PART[stage];
  const gate: Station = {
    id: `gate-${stage}`,
    async work({ connection }, message) {
      const { runId, custody } = message.dnp;
      const input = message.payload[part];
      const step = { runId, stage, gate: `gate-${stage}`, input, incompleteGroups, custody };
      const { open } = await connection.passGate(step);
      message.payload = { ...message.payload, [part]: open };
    },
  };
  const submit: Station = {
    id: `submit-${stage}`,
    async work({ connection }, message) {
      const { runId } = message.dnp;
      const { jobs } = await connection.submit({ runId, stage, operation: 'send', input: message.payload[part] });
      message.dnp = { ...message.dnp, jobs };
    },
  };
  const follow: Station = {
    id: `follow-${stage}`,
    async work({ connection }, message) {
      const { runId, jobs = [] } = message.dnp;
      if (jobs.length > 0) await connection.followUp({ runId, stage, jobs });
    },
  };
  return stage === 'Person' ? [submit, follow] : [gate, submit, follow];
}
