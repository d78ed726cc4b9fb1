import { element } from '../../shared/editor/element.ts';
import type { JobRow } from '../dnp-history.shared.ts';
import { type Desk, inDigits } from './desk.ts';

const COLUMNS = ['stage', 'operation', 'objects', 'state', 'sent', 'took', 'id'] as const;

/** The bulk calls of a run, in the order in which they were sent. */
export function jobTable(jobs: readonly JobRow[], desk: Desk): HTMLElement {
  const { words } = desk;
  if (jobs.length === 0) return element('p', { class: 'dnp-history-empty' }, words('history.job.none'));
  const titles = COLUMNS.map((name) => element('th', { scope: 'col' }, words(`history.job.${name}`)));
  const clock = new Intl.DateTimeFormat(desk.language, { timeStyle: 'medium' });
  const rows = jobs.map((job) => {
    const attempt = job.attempt > 1 ? ` (${words('history.job.attempt', { attempt: job.attempt })})` : '';
    const took = job.endedAt === undefined ? undefined : Math.max(0, job.endedAt - job.createdAt) / 1_000;
    const cells: Record<(typeof COLUMNS)[number], string> = {
      stage: words(`history.stage.${job.stage}`),
      operation: words(`history.operation.${job.operation}`) + attempt,
      objects: inDigits(desk, job.objects),
      state: words(`history.job-state.${job.state}`),
      sent: clock.format(job.createdAt),
      took: took === undefined ? '' : words('history.time.seconds', { seconds: inDigits(desk, round(took)) }),
      id: job.jobId,
    };
    return element('tr', {}, ...COLUMNS.map((name) => element('td', {}, cells[name])));
  });
  const table = element(
    'table',
    { class: 'dnp-history-table' },
    element('thead', {}, element('tr', {}, ...titles)),
    element('tbody', {}, ...rows),
  );
  const label = words('history.run.jobs');
  return element('div', { class: 'dnp-history-scroll', tabindex: 0, role: 'region', 'aria-label': label }, table);
}

const round = (seconds: number): number => Math.round(seconds * 10) / 10;
