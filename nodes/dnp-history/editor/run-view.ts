import { element } from '../../shared/editor/element.ts';
import type { ObjectRow, RunDetail, Started } from '../dnp-history.shared.ts';
import { button } from './buttons.ts';
import { EXPORT_COLUMNS } from './columns.ts';
import { csv } from './csv.ts';
import { type Desk, inDigits, inTime } from './desk.ts';
import { download } from './download.ts';
import { type Filter, filtered, isSet } from './filter.ts';
import { FilterBar } from './filter-bar.ts';
import { jobTable } from './job-list.ts';
import { ObjectGrid } from './object-grid.ts';
import { inOrder } from './order.ts';
import { outcomeBars } from './outcome-bar.ts';
import { reasonList } from './reason-list.ts';
import { ACTION_ICONS, type Action, act, subjectsOf } from './run-actions.ts';
import { runProgress } from './run-progress.ts';
import { TabStrip } from './tab-strip.ts';
import type { View } from './view.ts';

interface RunViewOptions {
  readonly connection: string;
  readonly run: string;
  open(row: ObjectRow): void;
  /** An action has begun a run of its own. */
  started(started: Started): void;
}

/** One run: its objects, the reasons they give, and its jobs. */
export class RunView implements View {
  readonly element: HTMLElement;
  readonly #desk: Desk;
  readonly #options: RunViewOptions;
  readonly #summary = element('div', { class: 'dnp-history-summary' });
  readonly #filter: FilterBar;
  readonly #grid: ObjectGrid;
  readonly #shownCount = element('span', { class: 'dnp-history-shown' });
  readonly #actions: ReadonlyMap<Action, HTMLButtonElement>;
  readonly #export: HTMLButtonElement;
  readonly #reasons = element('div', { class: 'dnp-history-panel' });
  readonly #jobs = element('div', { class: 'dnp-history-panel' });
  readonly #tabs: TabStrip;
  #detail: RunDetail | undefined;
  /** The counts that the rows were fetched with. */
  #counted = '';
  #rows: readonly ObjectRow[] = [];
  #shown: readonly ObjectRow[] = [];

  constructor(desk: Desk, options: RunViewOptions) {
    this.#desk = desk;
    this.#options = options;
    const { words } = desk;
    this.#filter = new FilterBar(desk, (filter) => this.#apply(filter));
    this.#grid = new ObjectGrid(desk, options.open);
    const actionButton = (action: Action) =>
      button(words(`history.action.${action}`), ACTION_ICONS[action], () => void this.#act(action));
    this.#actions = new Map((['retry', 'release'] as const).map((action) => [action, actionButton(action)]));
    this.#export = button(words('history.action.export'), 'download', () => this.#save());
    const bar = element('div', { class: 'dnp-history-bar-of-actions' }, this.#shownCount, this.#export);
    if (desk.mayWrite) bar.append(...this.#actions.values());
    const objects = element('div', { class: 'dnp-history-panel' }, this.#filter.element, bar, this.#grid.element);
    this.#tabs = new TabStrip(words('history.run.parts'), [
      { name: words('history.run.objects'), panel: objects },
      { name: words('history.run.reasons'), panel: this.#reasons },
      { name: words('history.run.jobs'), panel: this.#jobs },
    ]);
    this.element = element(
      'div',
      { class: 'dnp-history-view' },
      this.#summary,
      this.#tabs.element,
      objects,
      this.#reasons,
      this.#jobs,
    );
  }

  get underWay(): boolean {
    return this.#detail?.running ?? true;
  }

  async refresh(): Promise<void> {
    const { connection, run } = this.#options;
    const { routes } = this.#desk;
    const [detail, rows] = await Promise.all([routes.run(connection, run), routes.objects(connection, run)]);
    this.#tell(detail);
    this.#list(rows, detail);
  }

  /** Tens of thousands of rows are fetched again only where some of them have changed. */
  async update(): Promise<void> {
    const { connection, run } = this.#options;
    const detail = await this.#desk.routes.run(connection, run);
    if (JSON.stringify(detail.counts) === this.#counted) this.#tell(detail);
    else await this.refresh();
  }

  #tell(detail: RunDetail): void {
    const { words } = this.#desk;
    if (this.#detail?.running && !detail.running) this.#desk.announce(words('history.run.ended'));
    this.#detail = detail;
    this.#summary.replaceChildren(
      element('h3', {}, inTime(this.#desk, detail.startedAt)),
      ...(detail.running ? [runProgress(detail, this.#desk)] : []),
      outcomeBars(detail.counts, this.#desk),
    );
    keepingFocus(this.#jobs, () => this.#jobs.replaceChildren(jobTable(detail.jobList, this.#desk)));
    this.#tabs.count(2, inDigits(this.#desk, detail.jobList.length));
  }

  #list(rows: readonly ObjectRow[], { counts }: RunDetail): void {
    this.#counted = JSON.stringify(counts);
    this.#rows = inOrder(rows);
    this.#filter.offer(rows);
    this.#apply(this.#filter.filter);
    const choose = (reason: string) => {
      this.#filter.set({ reason });
      this.#tabs.choose(0);
      this.#grid.focus();
    };
    keepingFocus(this.#reasons, () => this.#reasons.replaceChildren(reasonList(rows, this.#desk, choose)));
    this.#tabs.count(0, inDigits(this.#desk, rows.length));
  }

  focus(): void {
    this.#grid.focus();
  }

  /** Shows only some of the objects. */
  narrow(filter: Partial<Filter>): void {
    this.#filter.set(filter);
  }

  #apply(filter: Filter): void {
    this.#shown = filtered(this.#rows, filter);
    this.#grid.show(this.#shown);
    const shown = inDigits(this.#desk, this.#shown.length);
    const all = inDigits(this.#desk, this.#rows.length);
    this.#shownCount.textContent = this.#desk.words('history.filter.shown', { shown, all });
    this.#export.disabled = this.#shown.length === 0;
    for (const [action, made] of this.#actions) {
      made.hidden = subjectsOf(action, this.#rows).length === 0;
      made.disabled = subjectsOf(action, this.#shown).length === 0;
    }
  }

  #save(): void {
    const { words } = this.#desk;
    const header = EXPORT_COLUMNS.map(({ name }) => words(`history.column.${name}`));
    const lines = this.#shown.map((row) => EXPORT_COLUMNS.map(({ text }) => text(row, this.#desk)));
    const day = new Date(this.#detail?.startedAt ?? Date.now()).toISOString().slice(0, 10);
    download(`${words('history.export.file')}-${day}.csv`, csv([header, ...lines]));
  }

  async #act(action: Action): Promise<void> {
    const all = !isSet(this.#filter.filter);
    const started = await act(this.#desk, action, { ...this.#options, all }, subjectsOf(action, this.#shown));
    if (started) this.#options.started(started);
  }
}

/** What is drawn anew must not lose the reader's place. */
function keepingFocus(panel: HTMLElement, draw: () => void): void {
  const { activeElement } = document;
  const stop = activeElement instanceof HTMLElement && panel.contains(activeElement) ? activeElement.dataset.stop : '';
  const scrolled = panel.scrollTop;
  draw();
  panel.scrollTop = scrolled;
  if (stop) panel.querySelector<HTMLElement>(`[data-stop="${CSS.escape(stop)}"]`)?.focus();
}
