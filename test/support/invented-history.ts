import type { Page, Route } from 'playwright-core';
import { count, OUTCOMES } from '../../lib/outcome.ts';
import type { ObjectDetail, ObjectRow, RunDetail, RunSummary } from '../../nodes/dnp-history/dnp-history.shared.ts';

/** What the invented history is asked for. */
const ROUTES = /\/school-provisioning\/history\/(.*)$/;

export const CONNECTION = 'invented-connection';
export const RUN = '7b0f4c2e-6c0f-4b0a-9a39-0d6c2c7b1a11';

const SCHOOLS = ['Ekskolan', 'Lindskolan', 'Alskolan'];

/** The same objects at every call: names that no one has, and civic numbers of the reserved series. */
export function inventedRows(number: number): ObjectRow[] {
  return Array.from({ length: number }, (_, place) => {
    const outcome = place % 7 === 3 ? (OUTCOMES[place % OUTCOMES.length] ?? 'success') : 'success';
    const isFine = outcome === 'success' || outcome === 'unchanged';
    return {
      stage: 'Person',
      id: `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
      outcome,
      codes: isFine ? [] : [place % 2 === 0 ? 'school-year-missing' : 'attribute-missing'],
      fields: isFine ? [] : [place % 2 === 0 ? '' : 'givenName'],
      name: `Prov ${place} Provsson`,
      role: place % 12 === 0 ? 'Lärare' : 'Elev',
      civicNo: '20130827-****',
      eppn: `x${place}@sollunda.example`,
      schoolYear: String(1 + (place % 9)),
      schoolType: 'GR',
      schoolUnit: SCHOOLS[place % SCHOOLS.length] ?? '',
    };
  });
}

/** Answers the history's routes of a page with one run of these objects. */
export async function inventHistory(
  page: Page,
  rows: readonly ObjectRow[],
  { running = false, detail = {} }: { running?: boolean; detail?: Partial<ObjectDetail> } = {},
): Promise<void> {
  const summary: RunSummary = {
    id: RUN,
    seq: 1,
    startedAt: Date.now() - 30_000,
    counts: { Person: count(rows) },
    running,
    jobs: { done: 3, total: 7 },
    nodes: [],
  };
  const run: RunDetail = { ...summary, jobList: [] };
  const [row] = rows;
  const object = { ...row, reasons: [], entries: [], wholeCivicNo: '', ...detail };
  const answer = (path: string): unknown => {
    if (path === 'connections') return [{ id: CONNECTION, name: 'Sollunda', environment: 'sandbox' }];
    if (path === `${CONNECTION}/runs`) return [summary];
    if (path === `${CONNECTION}/runs/${RUN}`) return run;
    if (path === `${CONNECTION}/runs/${RUN}/objects`) return rows;
    return path.startsWith(`${CONNECTION}/runs/${RUN}/objects/`) ? object : undefined;
  };
  await page.route(ROUTES, async (route: Route) => {
    const [, path = ''] = ROUTES.exec(new URL(route.request().url()).pathname) ?? [];
    const json = answer(path);
    await (json === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ json }));
  });
}
