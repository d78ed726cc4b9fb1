import { element } from '../../shared/editor/element.ts';
import type { ObjectKey, ObjectRow } from '../dnp-history.shared.ts';
import { adviceOf, TABLE_COLUMNS } from './columns.ts';
import type { Desk } from './desk.ts';
import { outcomeIcon } from './outcome-bar.ts';

/** The height of a row in pixels, as the style has it. */
const ROW_PX = 26;
/** Rows kept ready above and below what can be seen. */
const SPARE = 6;

interface DrawnRow {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
  index: number;
  row: ObjectRow | undefined;
}

let grids = 0;

/**
 * The objects of a run as a table of any length: only the rows in sight exist, and they are used again as the reader
 * scrolls. One row is the current one; the arrow keys move it, Enter or a click opens it.
 */
export class ObjectGrid {
  readonly element: HTMLElement;
  readonly #desk: Desk;
  readonly #open: (row: ObjectRow) => void;
  readonly #body = element('div', { role: 'rowgroup', class: 'dnp-grid-body' });
  readonly #id: string;
  #drawn: DrawnRow[] = [];
  #rows: readonly ObjectRow[] = [];
  #current = 0;

  constructor(desk: Desk, open: (row: ObjectRow) => void) {
    this.#desk = desk;
    this.#open = open;
    grids += 1;
    this.#id = `dnp-grid-${grids}`;
    const titles = TABLE_COLUMNS.map(({ name }, place) =>
      element('div', { role: 'columnheader', 'aria-colindex': place + 1 }, desk.words(`history.column.${name}`)),
    );
    const header = element('div', { role: 'row', class: 'dnp-grid-row', 'aria-rowindex': 1 }, ...titles);
    this.element = element(
      'div',
      {
        role: 'grid',
        class: 'dnp-grid',
        tabindex: 0,
        'aria-label': desk.words('history.run.objects'),
        'aria-colcount': TABLE_COLUMNS.length,
        'aria-readonly': 'true',
      },
      element('div', { role: 'rowgroup', class: 'dnp-grid-head' }, header),
      this.#body,
    );
    this.element.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.#body.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** Shows other rows; the current one stays the current one if it is still among them. */
  show(rows: readonly ObjectRow[]): void {
    const earlier = this.#rows[this.#current];
    this.#rows = rows;
    this.#current = earlier ? Math.max(0, rows.findIndex(isSameAs(earlier))) : 0;
    this.element.setAttribute('aria-rowcount', String(rows.length + 1));
    this.#body.style.height = `${rows.length * ROW_PX}px`;
    for (const drawn of this.#drawn) drawn.row = undefined;
    this.#draw();
  }

  focus(): void {
    this.#reveal();
    this.element.focus({ preventScroll: true });
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW_PX) - 2);
    const last = this.#rows.length - 1;
    const target = {
      ArrowDown: this.#current + 1,
      ArrowUp: this.#current - 1,
      PageDown: this.#current + page,
      PageUp: this.#current - page,
      Home: 0,
      End: last,
    }[event.key];
    const row = this.#rows[this.#current];
    if (event.key === 'Enter' && row) this.#open(row);
    else if (target === undefined) return;
    else this.#moveTo(Math.min(Math.max(0, target), Math.max(0, last)));
    event.preventDefault();
    event.stopPropagation();
  }

  #onClick({ target }: MouseEvent): void {
    const drawn = this.#drawn.find(({ element }) => target instanceof Node && element.contains(target));
    if (!drawn?.row) return;
    this.#moveTo(drawn.index);
    this.#open(drawn.row);
  }

  #moveTo(index: number): void {
    this.#current = index;
    this.#reveal();
    this.#draw();
  }

  /** Scrolls no further than it takes to see the current row below the header. */
  #reveal(): void {
    const top = this.#current * ROW_PX;
    const inSight = this.element.clientHeight - ROW_PX - ROW_PX;
    if (this.element.scrollTop > top) this.element.scrollTop = top;
    else if (this.element.scrollTop < top - inSight) this.element.scrollTop = top - inSight;
  }

  #draw(): void {
    const inSight = Math.ceil(this.element.clientHeight / ROW_PX);
    const count = Math.min(this.#rows.length, inSight + 2 * SPARE);
    if (this.#drawn.length !== count) this.#makeRows(count);
    const above = Math.floor(this.element.scrollTop / ROW_PX) - SPARE;
    const first = Math.max(0, Math.min(above, this.#rows.length - count));
    // Each row keeps its place modulo their number, so that scrolling by one line rewrites one row.
    for (let index = first; index < first + count; index += 1) {
      const drawn = this.#drawn[index % count];
      const row = this.#rows[index];
      if (drawn && row && (drawn.index !== index || drawn.row !== row)) this.#write(drawn, row, index);
      drawn?.element.classList.toggle('dnp-grid-current', index === this.#current);
    }
    const current = this.#drawn.find(({ index, row }) => row && index === this.#current);
    if (current) this.element.setAttribute('aria-activedescendant', current.element.id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #makeRows(count: number): void {
    this.#drawn = Array.from({ length: count }, (_, place) => {
      const cells = TABLE_COLUMNS.map((_column, column) =>
        element('div', { role: 'gridcell', 'aria-colindex': column + 1 }),
      );
      const attributes = { role: 'row', class: 'dnp-grid-row', id: `${this.#id}-${place}` };
      return { element: element('div', attributes, ...cells), cells, index: -1, row: undefined };
    });
    this.#body.replaceChildren(...this.#drawn.map((drawn) => drawn.element));
  }

  #write(drawn: DrawnRow, row: ObjectRow, index: number): void {
    drawn.index = index;
    drawn.row = row;
    drawn.element.style.transform = `translateY(${index * ROW_PX}px)`;
    drawn.element.setAttribute('aria-rowindex', String(index + 2));
    drawn.element.title = adviceOf(row, this.#desk);
    for (const [place, column] of TABLE_COLUMNS.entries()) {
      const text = column.text(row, this.#desk);
      const cell = drawn.cells[place];
      if (column.name === 'outcome') cell?.replaceChildren(outcomeIcon(row.outcome), ` ${text}`);
      else if (cell) cell.textContent = text;
    }
  }
}

const isSameAs = (key: ObjectKey) => (row: ObjectRow) => row.stage === key.stage && row.id === key.id;
