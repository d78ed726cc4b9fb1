import { element } from '../../shared/editor/element.ts';
import type { ConnectionSummary, RunSummary } from '../dnp-history.shared.ts';
import { button } from './buttons.ts';
import { type Desk, inTime } from './desk.ts';
import { outcomeBars } from './outcome-bar.ts';
import { roving } from './roving.ts';
import { progressInWords, runProgress } from './run-progress.ts';
import type { View } from './view.ts';

/** The runs of one connection, newest first. */
export class RunsView implements View {
  readonly element: HTMLElement;
  readonly #desk: Desk;
  readonly #connection: ConnectionSummary;
  readonly #open: (run: RunSummary) => void;
  readonly #list = element('ul', { class: 'dnp-history-runs' });
  readonly #empty: HTMLElement;
  readonly #older: HTMLButtonElement;
  readonly #arrange: () => void;
  #runs: readonly RunSummary[] = [];
  #opened: string | undefined;

  constructor(desk: Desk, connection: ConnectionSummary, open: (run: RunSummary) => void) {
    this.#desk = desk;
    this.#connection = connection;
    this.#open = open;
    const { words } = desk;
    this.#list.setAttribute('aria-label', words('history.run.list'));
    this.#arrange = roving(this.#list);
    this.#empty = element('p', { class: 'dnp-history-empty', hidden: true }, words('history.run.none'));
    this.#older = button(words('history.run.older'), 'chevron-down', () => void this.#more().catch(desk.complain));
    this.#older.hidden = true;
    this.element = element('div', { class: 'dnp-history-view' }, this.#empty, this.#list, this.#older);
  }

  get underWay(): boolean {
    return this.#runs.some(({ running }) => running);
  }

  async refresh(): Promise<void> {
    const newest = await this.#desk.routes.runs(this.#connection.id);
    const oldest = newest.at(-1)?.seq ?? 0;
    const older = this.#runs.filter(({ seq }) => seq < oldest);
    if (this.#runs.length === 0) this.#older.hidden = newest.length < PAGE;
    this.#tell([...newest, ...older]);
  }

  update(): Promise<void> {
    return this.refresh();
  }

  focus(): void {
    const stops = [...this.#list.querySelectorAll<HTMLElement>('[data-stop]')];
    (stops.find(({ dataset }) => dataset.stop === this.#opened) ?? stops[0])?.focus();
  }

  async #more(): Promise<void> {
    const older = await this.#desk.routes.runs(this.#connection.id, this.#runs.at(-1)?.seq);
    this.#older.hidden = older.length < PAGE;
    this.#tell([...this.#runs, ...older]);
  }

  #tell(runs: readonly RunSummary[]): void {
    const ended = this.#runs.filter(({ id, running }) => running && runs.some((run) => run.id === id && !run.running));
    if (ended.length > 0) this.#desk.announce(this.#desk.words('history.run.ended'));
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.stop : undefined;
    this.#runs = runs;
    this.#empty.hidden = runs.length > 0;
    this.#list.replaceChildren(...runs.map((run) => element('li', {}, this.#entry(run))));
    this.#arrange();
    if (focused) this.#list.querySelector<HTMLElement>(`[data-stop="${CSS.escape(focused)}"]`)?.focus();
  }

  #entry(run: RunSummary): HTMLButtonElement {
    const when = inTime(this.#desk, run.startedAt);
    const entry = element(
      'button',
      { type: 'button', class: 'dnp-history-run', 'data-stop': run.id },
      element('span', { class: 'dnp-history-when' }, element('b', {}, when), ` · ${this.#connection.name}`),
      ...(run.running ? [runProgress(run, this.#desk)] : []),
      outcomeBars(run.counts, this.#desk),
    );
    if (run.running) entry.title = progressInWords(run, this.#desk);
    entry.addEventListener('click', () => {
      this.#opened = run.id;
      this.#open(run);
    });
    return entry;
  }
}

/** How many runs a route gives at a time. */
const PAGE = 50;
