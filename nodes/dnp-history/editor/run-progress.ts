import { element } from '../../shared/editor/element.ts';
import type { RunSummary } from '../dnp-history.shared.ts';
import type { Desk } from './desk.ts';
import { inMinutes, timeLeft } from './progress.ts';

/** "3 of 7 jobs, about 20 seconds left". */
export function progressInWords(run: RunSummary, { words }: Desk): string {
  const { done, total } = run.jobs;
  const jobs = words('history.run.jobs-done', { done, total });
  const left = timeLeft(run, Date.now());
  if (left === undefined || done === total) return jobs;
  const { unit, count } = inMinutes(left);
  return `${jobs}, ${words(`history.time.${unit}-left`, { count })}`;
}

/** How far a run has come that is under way. */
export function runProgress(run: RunSummary, desk: Desk): HTMLElement {
  const sentence = progressInWords(run, desk);
  const { done, total } = run.jobs;
  const filled = element('span');
  filled.style.width = `${total === 0 ? 0 : (100 * done) / total}%`;
  const track = element(
    'span',
    {
      class: 'dnp-history-track',
      role: 'progressbar',
      'aria-label': desk.words('history.run.progress'),
      'aria-valuemin': 0,
      'aria-valuemax': total,
      'aria-valuenow': done,
      'aria-valuetext': sentence,
    },
    filled,
  );
  return element('span', { class: 'dnp-history-progress' }, track, element('span', {}, sentence));
}
