import { activity, duty, group, member, organisations, pupil, TODAY } from '../lib/sis/ss12000/organiser.ts';
import type { FlowNode } from './node-red.ts';

/** Where messages of a run come out, and how many each run sends there. */
export const ENDS = { finished: 1, leftOut: 1, setAside: 1, held: 1, attention: 1, errors: 0 } as const;
export type End = keyof typeof ENDS;

const STAGES = ['person', 'duty', 'group', 'activity'] as const;
const PARTS = { person: 'persons', duty: 'duties', group: 'groups', activity: 'activities' } as const;

const on = (z: string, node: FlowNode): FlowNode => ({ z, x: 100, y: 100, wires: [], ...node });

/**
 * All four stages on two tabs, joined by links as in the first example, with what comes out of each run shown by debug
 * nodes that are wired directly.
 */
export function schoolFlow(): FlowNode[] {
  return [
    { id: 'first', type: 'tab' },
    { id: 'second', type: 'tab' },
    {
      ...{ id: 'connection', type: 'dnp-connection', environment: 'sandbox', ledger: 'redeployed', language: 'en' },
      ...{ protectedPersons: 'hold', retentionDays: '30', patience: '2' },
    },
    on('first', { id: 'button', type: 'inject', props: [{ p: 'payload' }], wires: [['auth']] }),
    on('first', { id: 'auth', type: 'dnp-auth', connection: 'connection', wires: [['import']] }),
    on('first', {
      ...{ id: 'import', type: 'sis-import', connection: 'connection', source: 'message', today: TODAY },
      ...{ payload: 'payload', payloadType: 'msg', wires: [['to-person'], ['leftOut']] },
    }),
    ...STAGES.flatMap((stage, index) => stageOf(stage, STAGES[index + 1])),
    ...Object.keys(ENDS).map((id) =>
      on('first', { id, type: 'debug', active: true, tosidebar: true, complete: 'true', targetType: 'full' }),
    ),
    on('first', { id: 'catch-first', type: 'catch', scope: null, wires: [['errors']] }),
    on('second', { id: 'catch-second', type: 'catch', scope: null, wires: [['errors']] }),
  ];
}

function stageOf(stage: (typeof STAGES)[number], next: (typeof STAGES)[number] | undefined): FlowNode[] {
  const z = stage === 'person' || stage === 'duty' ? 'first' : 'second';
  const name = `${stage.slice(0, 1).toUpperCase()}${stage.slice(1)}`;
  const ours = (id: string, type: string, wires: string[][], settings: object): FlowNode =>
    on(z, { id, type, connection: 'connection', wires, ...settings });
  return [
    on('first', { id: `to-${stage}`, type: 'link out', mode: 'link', links: [`in-${stage}`] }),
    on(z, { id: `in-${stage}`, type: 'link in', wires: [[stage === 'person' ? stage : `gate-${stage}`]] }),
    ...(stage === 'person'
      ? []
      : [ours(`gate-${stage}`, 'dnp-gate', [[stage], ['held']], { before: name, incompleteGroups: 'send' })]),
    ours(stage, `dnp-${stage}`, [[`${stage}-jobs`], ['setAside']], {
      ...{ operation: 'send', source: `payload.${PARTS[stage]}`, sourceType: 'msg', limit: '' },
    }),
    ours(`${stage}-jobs`, 'dnp-job-status', [[next ? `to-${next}` : 'finished'], ['attention'], []], {}),
  ];
}

/**
 * An export with new names for every run, so that each has something to send. One of its objects goes to each of the
 * ends: a person who is gone is left out, one with a wrong number is set aside, the duty of that one is held, and an
 * identifier made of a name needs attention.
 */
export function exportOf(run: number): object {
  const givenName = `Alva${String.fromCharCode(...[...String(run)].map((digit) => 97 + Number(digit)))}`;
  const staff = { emails: [{ value: 'larare@skola.example', type: 'Skola personal' }] };
  return {
    organisations,
    persons: [
      pupil(1, { givenName }),
      pupil(2, { givenName, ...staff }),
      pupil(3, { personStatus: 'Avliden' }),
      pupil(4, { givenName, familyName: 'Ekman', eduPersonPrincipalNames: ['ekman4@edu.example'] }),
      pupil(5, { civicNo: { value: '201305199951', nationality: 'SE' } }),
    ],
    duties: [duty(11, 2), duty(12, 5)],
    groups: [group(21, [member(1)], { displayName: `7A ${run}` })],
    activities: [activity(31, [21], [11], { displayName: `Matematik ${run}` })],
  };
}
