import type { Outcome } from '../../../lib/outcome.ts';
import type { ObjectRow, Started } from '../dnp-history.shared.ts';
import { confirmed } from './confirm.ts';
import { type Desk, inDigits } from './desk.ts';

/** What can be done about objects that did not get through. */
export type Action = 'retry' | 'release';

export const ACTION_ICONS: Readonly<Record<Action, string>> = { retry: 'repeat', release: 'unlock' };

const APPLIES: Readonly<Record<Action, readonly Outcome[]>> = {
  retry: ['error', 'rejected', 'temporary', 'unconfirmed'],
  release: ['held'],
};

/** Those of the objects that an action is for. */
export const subjectsOf = (action: Action, rows: readonly ObjectRow[]): readonly ObjectRow[] =>
  rows.filter(({ outcome }) => APPLIES[action].includes(outcome));

/**
 * Asks, and then has the objects sent again or let go.
 *
 * @param place `all`: the subjects are all that the run has, so that they need not be named
 * @returns nothing where the reader decided against it, or it failed and that has been said
 */
export async function act(
  desk: Desk,
  action: Action,
  place: { readonly connection: string; readonly run: string; readonly all: boolean },
  subjects: readonly ObjectRow[],
): Promise<Started | undefined> {
  const { words } = desk;
  const count = subjects.length;
  const sure = await confirmed(words, {
    title: words(`history.${action}.title`, { number: inDigits(desk, count) }),
    text: words(`history.${action}.text`),
    action: words(`history.action.${action}`),
  });
  if (!sure) return undefined;
  try {
    const objects = place.all ? undefined : subjects.map(({ stage, id }) => ({ stage, id }));
    const started = await desk.routes.act(action, place.connection, place.run, objects);
    desk.announce(words('history.action.started', { number: inDigits(desk, started.objects) }));
    return started;
  } catch (error) {
    desk.complain(error);
    return undefined;
  }
}
