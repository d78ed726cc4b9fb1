import { element } from '../../shared/editor/element.ts';
import type { ObjectRow } from '../dnp-history.shared.ts';
import { type Desk, inDigits } from './desk.ts';
import { groupReasons, meaningOf } from './reasons.ts';
import { roving } from './roving.ts';

/** Equal reasons with their number and what to do; a choice shows the objects that have it. */
export function reasonList(rows: readonly ObjectRow[], desk: Desk, choose: (key: string) => void): HTMLElement {
  const groups = groupReasons(rows);
  if (groups.length === 0) return element('p', { class: 'dnp-history-empty' }, desk.words('history.reason.none'));
  const entries = groups.map(({ key, count }) => {
    const { what, remedy } = meaningOf(key, desk.language);
    const entry = element(
      'button',
      { type: 'button', class: 'dnp-history-reason', 'data-stop': key },
      element('span', { class: 'dnp-history-count' }, `${inDigits(desk, count)} × `),
      element('span', {}, element('b', {}, what), ' ', remedy),
    );
    entry.addEventListener('click', () => choose(key));
    return element('li', {}, entry);
  });
  const list = element('ul', { class: 'dnp-history-reasons' }, ...entries);
  roving(list)();
  return list;
}
