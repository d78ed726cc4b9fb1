import { element } from '../../shared/editor/element.ts';
import type { ObjectDetail, ObjectRow } from '../dnp-history.shared.ts';
import { button } from './buttons.ts';
import { ABOUT_WHOM } from './columns.ts';
import { confirmed } from './confirm.ts';
import type { Desk } from './desk.ts';
import { outcomeIcon } from './outcome-bar.ts';
import { showNode } from './show-node.ts';
import type { View } from './view.ts';

interface ObjectViewOptions {
  readonly connection: string;
  readonly run: string;
  readonly row: ObjectRow;
  /** Its person has been forgotten. */
  forgotten(): void;
}

/** One object: what became of it, what that means, what to do, what was sent and what came back. */
export class ObjectView implements View {
  readonly element = element('div', { class: 'dnp-history-view dnp-history-object' });
  readonly underWay = false;
  readonly #desk: Desk;
  readonly #options: ObjectViewOptions;
  #detail: ObjectDetail | undefined;
  #unmasked = false;

  constructor(desk: Desk, options: ObjectViewOptions) {
    this.#desk = desk;
    this.#options = options;
    this.element.setAttribute('aria-label', options.row.name || options.row.id);
    this.element.setAttribute('role', 'region');
  }

  async refresh(): Promise<void> {
    const { connection, run, row } = this.#options;
    this.#detail = await this.#desk.routes.object(connection, run, row);
    this.#draw(this.#detail);
  }

  /** A reader is not interrupted: what is open stays as it is. */
  async update(): Promise<void> {}

  focus(): void {
    this.element.querySelector('h3')?.focus();
  }

  #draw(detail: ObjectDetail): void {
    const { words } = this.#desk;
    const status = element('p', { class: 'dnp-history-status' }, outcomeIcon(detail.outcome), ' ');
    status.append(words(`history.outcome.${detail.outcome}`), ' – ', words(`history.outcome-means.${detail.outcome}`));
    this.element.replaceChildren(
      element('h3', { tabindex: -1 }, detail.name || words(`history.one.${detail.stage}`)),
      status,
      this.#reasons(detail),
      this.#buttons(detail),
      this.#facts(detail),
      ...this.#document('entries', detail.entries.length > 0 ? detail.entries : undefined, true),
      ...this.#document('sent', detail.sent, false),
      ...this.#document('answer', detail.answer, false),
    );
  }

  #reasons({ reasons }: ObjectDetail): HTMLElement {
    const items = reasons.map(({ code, field, what, remedy }) =>
      element(
        'li',
        {},
        element('b', {}, what),
        element('p', {}, remedy),
        element('code', {}, [code, field].filter(Boolean).join(' · ')),
      ),
    );
    return element('ul', { class: 'dnp-history-why' }, ...items);
  }

  #buttons(detail: ObjectDetail): HTMLElement {
    const { words, mayWrite } = this.#desk;
    const bar = element('div', { class: 'dnp-history-bar-of-actions' });
    const { nodeId } = detail;
    if (nodeId) bar.append(button(words('history.action.show-node'), 'crosshairs', () => showNode(nodeId, words)));
    const hides = detail.wholeCivicNo !== '' && detail.wholeCivicNo !== detail.civicNo;
    if (hides) {
      const made = button(words(`history.action.${this.#unmasked ? 'mask' : 'unmask'}`), 'eye', () => {
        this.#unmasked = !this.#unmasked;
        this.#draw(detail);
        this.element.querySelector<HTMLElement>('[data-mask]')?.focus();
      });
      made.dataset.mask = '';
      made.setAttribute('aria-pressed', String(this.#unmasked));
      bar.append(made);
    }
    if (mayWrite && detail.stage === 'Person' && !detail.id.startsWith('#')) {
      bar.append(button(words('history.action.forget'), 'eraser', () => void this.#forget(detail)));
    }
    return bar;
  }

  #facts(detail: ObjectDetail): HTMLElement {
    const { words } = this.#desk;
    const list = element('dl', { class: 'dnp-history-facts' });
    const add = (name: string, text: string) => {
      if (text) list.append(element('dt', {}, words(`history.column.${name}`)), element('dd', {}, text));
    };
    add('stage', words(`history.stage.${detail.stage}`));
    add('id', detail.id);
    for (const column of ABOUT_WHOM) {
      const whole = column.name === 'civic-number' && this.#unmasked;
      add(column.name, whole ? detail.wholeCivicNo : column.text(detail, this.#desk));
    }
    add('school-unit', detail.schoolUnit);
    return list;
  }

  /** A document of the service or for it, to be opened. Nothing where retention has removed it. */
  #document(name: 'entries' | 'sent' | 'answer', content: unknown, open: boolean): HTMLElement[] {
    if (content === undefined) return [];
    const title = this.#desk.words(`history.object.${name}`);
    const text = element('pre', { tabindex: 0, role: 'region', 'aria-label': title });
    text.textContent = this.#masked(JSON.stringify(content, null, 2));
    return [element('details', { open }, element('summary', {}, title), text)];
  }

  /** The number is in what was sent, and can be in what a service says. */
  #masked(text: string): string {
    const { wholeCivicNo = '', civicNo = '' } = this.#detail ?? {};
    return this.#unmasked || wholeCivicNo === '' ? text : text.replaceAll(wholeCivicNo, civicNo);
  }

  async #forget({ id }: ObjectDetail): Promise<void> {
    const { words, routes, complain, announce } = this.#desk;
    const sure = await confirmed(words, {
      title: words('history.forget.title'),
      text: words('history.forget.text'),
      action: words('history.action.forget'),
    });
    if (!sure) return;
    try {
      await routes.forget(this.#options.connection, id);
      announce(words('history.forget.done'));
      this.#options.forgotten();
    } catch (error) {
      complain(error);
    }
  }
}
