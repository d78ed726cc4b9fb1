import { OUTCOMES } from '../../../lib/outcome.ts';
import { STAGES } from '../../../lib/stage.ts';
import { element } from '../../shared/editor/element.ts';
import type { ObjectRow } from '../dnp-history.shared.ts';
import { button, iconButton } from './buttons.ts';
import { type Desk, inDigits } from './desk.ts';
import { type Filter, isSet, NO_FILTER } from './filter.ts';
import { groupReasons, meaningOf } from './reasons.ts';

type Choice = Exclude<keyof Filter, 'search'>;
const CHOICES: readonly Choice[] = ['outcome', 'stage', 'schoolUnit', 'reason'];

/** An entry of a list, and how many objects it stands for. */
interface Offer {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** A search field and four lists that offer what the run holds, with numbers. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #desk: Desk;
  readonly #search: HTMLInputElement;
  readonly #lists: ReadonlyMap<Choice, HTMLSelectElement>;
  readonly #clear: HTMLButtonElement;
  readonly #onChange: (filter: Filter) => void;
  #filter: Filter = NO_FILTER;

  constructor(desk: Desk, onChange: (filter: Filter) => void) {
    this.#desk = desk;
    this.#onChange = onChange;
    const { words } = desk;
    const search = words('history.filter.search');
    this.#search = element('input', { type: 'search', 'aria-label': search, placeholder: search, autocomplete: 'off' });
    this.#search.addEventListener('input', () => this.set({ search: this.#search.value }));
    this.#search.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#search.value === '') return;
      this.#search.value = '';
      this.set({ search: '' });
      event.stopPropagation();
    });
    this.#lists = new Map(CHOICES.map((choice) => [choice, this.#list(choice)]));
    this.#clear = iconButton(words('history.filter.clear'), 'times', () => {
      this.set(NO_FILTER);
      this.#search.focus();
    });
    this.#clear.disabled = true;
    const toggle = button(words('history.filter.more'), 'filter', () => {
      const open = this.element.classList.toggle('dnp-history-filter-open');
      toggle.setAttribute('aria-expanded', String(open));
    });
    toggle.classList.add('dnp-history-filter-toggle');
    toggle.setAttribute('aria-expanded', 'false');
    this.element = element(
      'div',
      { class: 'dnp-history-filter', role: 'search' },
      this.#search,
      toggle,
      ...this.#lists.values(),
      this.#clear,
    );
  }

  get filter(): Filter {
    return this.#filter;
  }

  set(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    if (this.#search.value !== this.#filter.search) this.#search.value = this.#filter.search;
    for (const [choice, list] of this.#lists) list.value = this.#filter[choice];
    this.#clear.disabled = !isSet(this.#filter);
    this.#onChange(this.#filter);
  }

  /** Offers what these rows hold; what is chosen stays chosen. */
  offer(rows: readonly ObjectRow[]): void {
    const { words, language } = this.#desk;
    const numberOf = (choice: 'outcome' | 'stage' | 'schoolUnit') => {
      const counts = new Map<string, number>();
      for (const row of rows) counts.set(row[choice], (counts.get(row[choice]) ?? 0) + 1);
      return counts;
    };
    const [outcomes, stages, units] = [numberOf('outcome'), numberOf('stage'), numberOf('schoolUnit')];
    const named = (kind: 'outcome' | 'stage', values: readonly string[], counts: Map<string, number>) =>
      values.map((value) => ({ value, label: words(`history.${kind}.${value}`), count: counts.get(value) ?? 0 }));
    this.#fill('outcome', named('outcome', OUTCOMES, outcomes));
    this.#fill('stage', named('stage', STAGES, stages));
    const ofUnits = [...units].map(([value, count]) => ({ value, label: value, count }));
    this.#fill(
      'schoolUnit',
      ofUnits.sort((a, b) => a.label.localeCompare(b.label)),
    );
    const reasons = groupReasons(rows).map(({ key, count }) => ({
      value: key,
      label: meaningOf(key, language).what,
      count,
    }));
    this.#fill('reason', reasons);
  }

  #list(choice: Choice): HTMLSelectElement {
    const list = element('select', { 'aria-label': this.#desk.words(`history.filter.${choice}`) });
    list.addEventListener('change', () => {
      const change: Partial<Record<Choice, string>> = { [choice]: list.value };
      // Its entries are the values that rows have.
      this.set(change as Partial<Filter>);
    });
    return list;
  }

  #fill(choice: Choice, offers: readonly Offer[]): void {
    const list = this.#lists.get(choice);
    const all = element('option', { value: '' }, this.#desk.words(`history.filter.all-${choice}`));
    const options = offers
      .filter(({ value, count }) => value !== '' && (count > 0 || value === this.#filter[choice]))
      .map(({ value, label, count }) => element('option', { value }, `${label} (${inDigits(this.#desk, count)})`));
    list?.replaceChildren(all, ...options);
    if (list) {
      list.value = this.#filter[choice];
      list.hidden = options.length === 0;
    }
  }
}
