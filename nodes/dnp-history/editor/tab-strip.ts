import { element } from '../../shared/editor/element.ts';

interface Panel {
  readonly name: string;
  readonly panel: HTMLElement;
}

let strips = 0;

/** Tabs in the manner of the ARIA practices: one of them in the tab order, arrow keys between them. */
export class TabStrip {
  readonly element: HTMLElement;
  readonly #tabs: readonly HTMLButtonElement[];
  readonly #panels: readonly Panel[];

  constructor(label: string, panels: readonly Panel[]) {
    strips += 1;
    this.#panels = panels;
    this.#tabs = panels.map(({ name, panel }, place) => {
      const id = `dnp-history-tab-${strips}-${place}`;
      const tab = element('button', { type: 'button', role: 'tab', id }, name);
      panel.id = `${id}-panel`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', id);
      tab.setAttribute('aria-controls', panel.id);
      tab.addEventListener('click', () => this.choose(place));
      return tab;
    });
    this.element = element('div', { role: 'tablist', class: 'dnp-history-tabs', 'aria-label': label }, ...this.#tabs);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.choose(0);
  }

  choose(place: number): void {
    for (const [index, tab] of this.#tabs.entries()) {
      tab.setAttribute('aria-selected', String(index === place));
      tab.tabIndex = index === place ? 0 : -1;
    }
    for (const [index, { panel }] of this.#panels.entries()) panel.hidden = index !== place;
  }

  /** Says on a tab how much is behind it. */
  count(place: number, number: string): void {
    const name = this.#panels[place]?.name ?? '';
    this.#tabs[place]?.replaceChildren(name, element('span', { class: 'dnp-history-label' }, ` (${number})`));
  }

  #onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const now = this.#tabs.findIndex((tab) => tab.tabIndex === 0);
    const next = (now + step + this.#tabs.length) % this.#tabs.length;
    this.choose(next);
    this.#tabs[next]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
