import { element } from '../../shared/editor/element.ts';
import type { Change, ConnectionSummary, ObjectRow, RunSummary } from '../dnp-history.shared.ts';
import { PERMISSIONS, TOPIC } from '../dnp-history.shared.ts';
import { iconButton } from './buttons.ts';
import type { Desk, Words } from './desk.ts';
import type { Filter } from './filter.ts';
import type { Origin } from './node-status.ts';
import { ObjectView } from './object-view.ts';
import { Refresher } from './refresher.ts';
import { HistoryRoutes, RouteFailure } from './routes.ts';
import { RunView } from './run-view.ts';
import { RunsView } from './runs-view.ts';
import type { View } from './view.ts';

/** How often a run that is under way is looked at when no event tells of it, in ms. */
const LOOK_MS = 5_000;

/** The history of all connections: a pile of views, of which the uppermost is seen. */
export class Sidebar {
  readonly element: HTMLElement;
  readonly #desk: Desk;
  readonly #back: HTMLButtonElement;
  readonly #choice: HTMLSelectElement;
  readonly #place = element('div', { class: 'dnp-history-place' });
  readonly #live = element('div', { class: 'dnp-history-live', 'aria-live': 'polite', role: 'status' });
  readonly #trouble = element('p', { class: 'dnp-history-trouble', role: 'alert', hidden: true });
  readonly #refresher = new Refresher(() => this.#attempt(this.#top?.update()));
  #connections: readonly ConnectionSummary[] = [];
  #pile: View[] = [];
  #seen = false;

  constructor(words: Words) {
    this.#desk = makeDesk(words, (sentence) => {
      this.#live.textContent = sentence;
    });
    this.#back = iconButton(words('history.action.back'), 'chevron-left', () => this.#goBack());
    this.#choice = element('select', { 'aria-label': words('history.connection') });
    this.#choice.addEventListener('change', () => this.#showRuns());
    const again = iconButton(words('history.action.refresh'), 'refresh', () => void this.#reload());
    this.element = element(
      'div',
      { class: 'dnp-history', role: 'region', 'aria-label': words('history.title') },
      element('div', { class: 'dnp-history-header' }, this.#back, this.#choice, again),
      this.#trouble,
      this.#place,
      this.#live,
    );
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    new IntersectionObserver((entries) => {
      this.#seen = entries.some(({ isIntersecting }) => isIntersecting);
      if (this.#seen) void this.#reload();
    }).observe(this.element);
    RED.comms.subscribe(TOPIC, (_topic, payload) => this.#onChange(payload));
    RED.events.on('deploy', () => this.#seen && void this.#reload());
    setInterval(() => {
      if (this.#pile.some(({ underWay }) => underWay)) this.#askAgain();
    }, LOOK_MS);
  }

  /** Shows the last run that a node had to do with, and of it the node's stage. */
  async showOrigin(origin: Origin | undefined): Promise<void> {
    await this.#loadConnections();
    if (!origin || !this.#connections.some(({ id }) => id === origin.connection)) return;
    this.#choice.value = origin.connection;
    const runs = this.#showRuns();
    const last = (await this.#desk.routes.runs(origin.connection).catch(this.#fail)) ?? [];
    const { node, stage } = origin;
    const run = last.find(({ nodes }) => nodes.includes(node));
    if (run && runs && this.#pile[0] === runs) this.#showRun(run, stage ? { stage } : {});
  }

  async #reload(): Promise<void> {
    await this.#loadConnections();
    await this.#attempt(this.#top?.refresh());
  }

  async #loadConnections(): Promise<void> {
    const found = await this.#desk.routes.connections().catch(this.#fail);
    if (!found) return;
    this.#trouble.hidden = true;
    this.#connections = found;
    const chosen = this.#choice.value;
    this.#choice.replaceChildren(...found.map(({ id, name }) => element('option', { value: id }, name)));
    const same = found.some(({ id }) => id === chosen);
    if (same) this.#choice.value = chosen;
    if (found.length === 0) this.#showNothing();
    else if (!same || this.#pile.length === 0) this.#showRuns();
  }

  #showNothing(): void {
    this.#pile = [];
    this.#back.hidden = true;
    const sentence = this.#desk.words('history.no-connection');
    this.#place.replaceChildren(element('p', { class: 'dnp-history-empty' }, sentence));
  }

  /** Of the connection that is chosen. */
  #showRuns(): RunsView | undefined {
    const connection = this.#connections.find(({ id }) => id === this.#choice.value);
    if (!connection) return undefined;
    const view = new RunsView(this.#desk, connection, (run) => this.#showRun(run));
    this.#pile = [];
    this.#push(view);
    return view;
  }

  #showRun({ id }: Pick<RunSummary, 'id'>, filter: Partial<Filter> = {}): void {
    const connection = this.#choice.value;
    const view = new RunView(this.#desk, {
      connection,
      run: id,
      open: (row) => this.#showObject(id, row),
      started: ({ runId }) => {
        this.#pile = this.#pile.slice(0, 1);
        this.#showRun({ id: runId });
      },
    });
    view.narrow(filter);
    this.#push(view);
  }

  #showObject(run: string, row: ObjectRow): void {
    const connection = this.#choice.value;
    this.#push(new ObjectView(this.#desk, { connection, run, row, forgotten: () => this.#goBack() }));
  }

  #push(view: View): void {
    this.#pile = [...this.#pile, view];
    this.#uncover();
    void view
      .refresh()
      .then(() => this.#pile.length > 1 && this.#top === view && view.focus())
      .catch(this.#fail);
  }

  #goBack(): void {
    if (this.#pile.length < 2) return;
    this.#pile = this.#pile.slice(0, -1);
    this.#uncover();
    this.#top?.focus();
    void this.#attempt(this.#top?.refresh());
  }

  get #top(): View | undefined {
    return this.#pile.at(-1);
  }

  #uncover(): void {
    this.#place.replaceChildren(...this.#pile.map((view) => view.element));
    for (const view of this.#pile) view.element.hidden = view !== this.#top;
    this.#back.hidden = this.#pile.length < 2;
  }

  #askAgain(): void {
    if (this.#seen) this.#refresher.ask();
  }

  #onChange(payload: unknown): void {
    // Our own runtime sends them.
    const { connection } = payload as Change;
    if (connection === this.#choice.value) this.#askAgain();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.#pile.length < 2) return;
    this.#goBack();
    event.preventDefault();
    event.stopPropagation();
  }

  /** A trouble that is over is shown no more. */
  async #attempt(work: Promise<void> | undefined): Promise<void> {
    try {
      await work;
      this.#trouble.hidden = true;
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #fail = (thrown: unknown): undefined => {
    this.#trouble.textContent = failureInWords(thrown, this.#desk.words);
    this.#trouble.hidden = false;
  };
}

function makeDesk(words: Words, announce: (sentence: string) => void): Desk {
  const language = (['sv', 'nl'] as const).find((known) => known === words('shared.language-tag')) ?? 'en';
  return {
    words,
    language,
    routes: new HistoryRoutes(language),
    get mayWrite() {
      return RED.user.hasPermission(PERMISSIONS.write);
    },
    announce,
    complain: (thrown) => RED.notify(asText(failureInWords(thrown, words)), { type: 'error' }),
  };
}

/** `RED.notify` takes a string for markup. */
const asText = (text: string): JQuery => $('<p>').text(text);

function failureInWords(thrown: unknown, words: Words): string {
  if (!(thrown instanceof RouteFailure)) return words('history.failure.unexpected');
  if (thrown.status === 401 || thrown.status === 403) return words('history.failure.not-allowed');
  if (thrown.status === 0) return words('history.failure.no-answer');
  return thrown.message || words('history.failure.status', { status: thrown.status });
}
