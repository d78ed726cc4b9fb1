import { after } from 'node:test';
import type { Connection, FollowedUp, Submitted } from '../../../../lib/dnp/connection.ts';
import { type ConnectionParts, createConnection } from '../../../../lib/dnp/create-connection.ts';
import { type Ledger, openLedger } from '../../../../lib/ledger/ledger.ts';
import type { Operation } from '../../../../lib/operation.ts';
import type { Stage } from '../../../../lib/stage.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { type Script, ScriptedService } from '../../../support/scripted-service.ts';

/** A connection on the bench: virtual time, a scripted service, a ledger in memory. */
export interface Bench {
  readonly clock: ManualClock;
  readonly service: ScriptedService;
  readonly ledger: Ledger;
  readonly connection: Connection;
  readonly runId: string;
  /** Sends, in the bench's run unless another is named. */
  send(stage: Stage, input: unknown, options?: { operation?: Operation; runId?: string }): Promise<Submitted>;
  /** Sends and follows up. */
  carry(stage: Stage, input: unknown, options?: { operation?: Operation; runId?: string }): Promise<Carried>;
  /** `uuid → outcome` of a stage in a run. */
  outcomes(stage: Stage, runId?: string): Record<string, string>;
  /** Codes of the reasons of one object. */
  reasons(stage: Stage, id: string, runId?: string): string[];
  /** Another connection over the same ledger, as after a restart. */
  again(parts?: Partial<ConnectionParts>): Connection;
}

export interface Carried extends FollowedUp {
  readonly submitted: Submitted;
}

export function bench(script: Script = {}, parts: Partial<ConnectionParts> = {}): Bench {
  const clock = new ManualClock(undefined, { autoAdvance: true });
  const service = new ScriptedService(clock, script);
  const ledger = parts.ledger ?? openLedger({ file: ':memory:', key: new Uint8Array(32).fill(7) });
  const opened: Connection[] = [];
  after(async () => {
    for (const connection of opened) await connection.close();
    ledger.close();
  });
  const again = (changes: Partial<ConnectionParts> = {}) => {
    const connection = createConnection({
      service,
      authorize: () => Promise.reject(new Error('nobody asks')),
      ledger: { ...ledger, close: () => undefined },
      clock,
      random: () => 0.5,
      language: 'en',
      retentionDays: 30,
      ...parts,
      ...changes,
    });
    opened.push(connection);
    return connection;
  };
  const connection = again();
  const runId = connection.startRun();
  const send: Bench['send'] = (stage, input, { operation = 'send', runId: run = runId } = {}) =>
    connection.submit({ runId: run, stage, operation, input });
  return {
    clock,
    service,
    ledger,
    connection,
    runId,
    send,
    async carry(stage, input, options = {}) {
      const submitted = await send(stage, input, options);
      const { jobs } = submitted;
      return { submitted, ...(await connection.followUp({ runId: options.runId ?? runId, stage, jobs })) };
    },
    outcomes: (stage, run = runId) =>
      Object.fromEntries(ledger.runs.outcomes(run, stage).map(({ id, outcome }) => [id, outcome])),
    reasons: (stage, id, run = runId) =>
      ledger.runs
        .outcomes(run, stage)
        .filter((outcome) => outcome.id === id)
        .flatMap(({ reasons }) => reasons.map(({ code }) => code)),
    again,
  };
}
