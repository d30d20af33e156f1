// Cells of a table edited in place: arrows go from cell to cell, Enter or F2 or a click opens one, Enter or Tab saves, Esc restores.
//
//   <table data-cells="#move-dialog" data-move-url="…"> … <tr data-deal data-name><td data-cell="amount" data-kind="text" data-label data-text="12500 EUR">
//   data-kind: text, day, or choice, whose options stand in <template data-choices="owner"><select>…; data-only names those that are offered.
//
// What is typed shows at once; a refusal puts back what stood there and says why beside it. A stage changes by the same
// move as on the board: what it still asks for is asked in the dialog.
import { ask, look } from './server.js';
import { toast, toastWithUndo } from './toasts.js';

/** @typedef {{ told: string, undo: string | null, refused?: { id: string, why: string }[], dialog?: string | null }} Saved */
/** @typedef {{ cell: HTMLElement, field: HTMLInputElement | HTMLSelectElement, before: Node[] }} Open */

const STEPS = new Map([['ArrowLeft', [0, -1]], ['ArrowRight', [0, 1]], ['ArrowUp', [-1, 0]], ['ArrowDown', [1, 0]]]);
const CELL = '[data-cell]';

/** Bring the table of this page to life, if it has one. */
export function startCells() {
  const table = document.querySelector('table[data-cells]');
  if (table instanceof HTMLTableElement) new Cells(table).start();
}

class Cells {
  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.table = table;
    this.dialog = /** @type {HTMLDialogElement} */ (document.querySelector(table.dataset.cells ?? ''));
    /** @type {Open | undefined} */
    this.open = undefined;
    /** @type {HTMLElement | undefined} A cell whose move waits for the dialog. */
    this.asking = undefined;
    /** @type {Map<string, string>} Address that takes a change back to the uid of its deal. */
    this.undos = new Map();
  }

  start() {
    this.table.setAttribute('role', 'grid');
    this.#point(this.#cells()[0]);
    this.table.addEventListener('keydown', (event) => this.#pressed(event));
    this.table.addEventListener('click', (event) => this.#clicked(event));
    this.table.addEventListener('focusout', (event) => this.#left(event));
    this.dialog.addEventListener('submit', (event) => this.#answered(event));
    this.dialog.addEventListener('close', () => this.#closed());
    document.addEventListener('submit', (event) => this.#undone(event));
    this.table.dataset.ready = '';
  }

  #cells() {
    return /** @type {HTMLElement[]} */ ([...this.table.querySelectorAll(CELL)]);
  }

  /** @param {HTMLElement | undefined} cell The one cell that Tab comes to. */
  #point(cell) {
    for (const one of this.#cells()) one.tabIndex = one === cell ? 0 : -1;
  }

  /** @param {HTMLElement | undefined} cell */
  #go(cell) {
    if (!cell) return;
    this.#point(cell);
    cell.focus();
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /**
   * @param {HTMLElement} cell
   * @param {number[]} step Rows and columns.
   */
  #beside(cell, [down, right]) {
    const rows = [...this.table.querySelectorAll('tbody tr')];
    const row = /** @type {Element} */ (cell.closest('tr'));
    const next = rows[rows.indexOf(row) + down];
    if (!next) return undefined;
    const all = /** @type {HTMLElement[]} */ ([...next.querySelectorAll(CELL)]);
    return all[[...row.querySelectorAll(CELL)].indexOf(cell) + right];
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.open) this.#typed(event, this.open);
    else if (event.target instanceof HTMLElement && event.target.matches(CELL)) this.#walked(event, event.target);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} cell
   */
  #walked(event, cell) {
    const step = STEPS.get(event.key);
    const all = /** @type {HTMLElement[]} */ ([...(cell.closest('tr')?.querySelectorAll(CELL) ?? [])]);
    if (step) this.#go(this.#beside(cell, step));
    else if (event.key === 'Home') this.#go(all[0]);
    else if (event.key === 'End') this.#go(all[all.length - 1]);
    else if (event.key === 'Enter' || event.key === 'F2') this.#edit(cell);
    else if (event.key === 'Escape') quiet(cell);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Open} open
   */
  #typed(event, open) {
    if (event.key === 'Escape') {
      this.#restore(open);
      this.#go(open.cell);
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      const next = event.key === 'Tab' ? this.#beside(open.cell, [0, event.shiftKey ? -1 : 1]) : undefined;
      this.#save(open);
      this.#go(next ?? open.cell);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const cell = target.closest(CELL);
    if (!(cell instanceof HTMLElement) || target.closest('a, button, input, select, .cell-why')) return;
    if (this.open?.cell !== cell) this.#edit(cell);
  }

  /** @param {FocusEvent} event Whoever goes elsewhere means what they typed. */
  #left(event) {
    const open = this.open;
    if (open && event.target === open.field && !this.dialog.open) this.#save(open);
  }

  /** @param {HTMLElement} cell */
  #edit(cell) {
    if (cell.classList.contains('waiting')) return;
    quiet(cell);
    this.#point(cell);
    const field = this.#field(cell);
    const before = [...cell.childNodes];
    cell.style.setProperty('--was', `${cell.clientWidth}px`);
    cell.replaceChildren(field);
    cell.classList.add('editing');
    this.open = { cell, field, before };
    field.focus();
    if (field instanceof HTMLInputElement && field.type === 'text') field.select();
  }

  /**
   * @param {HTMLElement} cell
   * @returns {HTMLInputElement | HTMLSelectElement}
   */
  #field(cell) {
    const { kind, label, text = '', only } = cell.dataset;
    const template = document.querySelector(`template[data-choices="${cell.dataset.cell}"]`);
    /** @type {HTMLInputElement | HTMLSelectElement} */
    let field;
    if (kind === 'choice' && template instanceof HTMLTemplateElement) {
      field = /** @type {HTMLSelectElement} */ (template.content.firstElementChild?.cloneNode(true));
      const offered = only === undefined ? undefined : [text, ...only.split(' ')];
      for (const one of [...field.options]) if (offered && !offered.includes(one.value)) one.remove();
    } else {
      field = document.createElement('input');
      field.type = kind === 'day' ? 'date' : 'text';
      field.autocomplete = 'off';
      field.className = 'input';
    }
    field.value = text;
    field.setAttribute('aria-label', `${label} of ${nameOf(cell)}`);
    return field;
  }

  /** @param {Open} open */
  #restore({ cell, before }) {
    this.open = undefined;
    cell.classList.remove('editing');
    cell.replaceChildren(...before);
  }

  /** @param {Open} open */
  #save(open) {
    const { cell, field } = open;
    const { value } = field;
    const shown = field instanceof HTMLSelectElement ? field.selectedOptions[0]?.text ?? '' : value;
    this.#restore(open);
    if (value === cell.dataset.text) return;
    cell.replaceChildren(shown);
    if (cell.dataset.cell === 'stage') void this.#send(cell, open.before, this.table.dataset.moveUrl ?? '', moveOf(cell, value));
    else void this.#send(cell, open.before, `/deals/${dealOf(cell)}/cell`, editOf(cell, value));
  }

  /**
   * @param {HTMLElement} cell
   * @param {Node[]} before What stands there again when it is refused.
   * @param {string} url
   * @param {FormData} body
   */
  async #send(cell, before, url, body) {
    cell.classList.add('waiting');
    try {
      const saved = /** @type {Saved} */ (await ask(url, body));
      if (saved.dialog) {
        cell.replaceChildren(...before);
        this.#ask(cell, saved.dialog);
      } else if (saved.refused?.length) throw new Error(saved.refused[0].why);
      else {
        if (saved.undo) this.undos.set(new URL(saved.undo, location.href).href, dealOf(cell));
        if (saved.undo) toastWithUndo(saved.told, saved.undo);
        await this.#look(dealOf(cell));
      }
    } catch (error) {
      cell.replaceChildren(...before);
      say(cell, error instanceof Error ? error.message : String(error));
    } finally {
      cell.classList.remove('waiting');
    }
  }

  /**
   * Show a deal's row, and what the table comes to, as they are now.
   *
   * @param {string} uid
   */
  async #look(uid) {
    const url = new URL(`/deals/${uid}/row`, location.href);
    url.search = new URL(this.table.dataset.moveUrl ?? '', location.href).search;
    const told = /** @type {{ row: string | null, count: string } | undefined} */ (await look(url));
    if (!told) return;
    const count = document.querySelector('[data-count]');
    if (count) count.innerHTML = told.count;
    const row = this.table.querySelector(`tr[data-deal="${CSS.escape(uid)}"]`);
    if (!row) return;
    const template = document.createElement('template');
    template.innerHTML = told.row ?? '';
    const fresh = template.content.querySelector('tr');
    if (!fresh) {
      row.remove();
      return;
    }
    for (const cell of fresh.querySelectorAll(CELL)) this.#renew(/** @type {HTMLElement} */ (cell), row);
  }

  /**
   * Take over what a cell shows now; one that is being edited is left alone, and the focus where it is.
   *
   * @param {HTMLElement} fresh
   * @param {Element} row
   */
  #renew(fresh, row) {
    const cell = row.querySelector(`[data-cell="${fresh.dataset.cell}"]`);
    if (!(cell instanceof HTMLElement) || cell === this.open?.cell) return;
    cell.dataset.text = fresh.dataset.text ?? '';
    if (fresh.dataset.only !== undefined) cell.dataset.only = fresh.dataset.only;
    cell.replaceChildren(...fresh.childNodes);
  }

  /**
   * @param {HTMLElement} cell
   * @param {string} html
   */
  #ask(cell, html) {
    this.asking = cell;
    this.dialog.innerHTML = html;
    if (!this.dialog.open) this.dialog.showModal();
    const field = this.dialog.querySelector('[autofocus], select, input:not([type="hidden"]), textarea');
    if (field instanceof HTMLElement) field.focus();
  }

  /** @param {SubmitEvent} event */
  #answered(event) {
    event.preventDefault();
    const cell = this.asking;
    const body = new FormData(/** @type {HTMLFormElement} */ (event.target), event.submitter);
    this.dialog.close();
    if (cell) void this.#send(cell, [...cell.childNodes], this.table.dataset.moveUrl ?? '', body);
  }

  #closed() {
    this.#go(this.asking);
    this.asking = undefined;
  }

  /** @param {SubmitEvent} event The Undo of a toast: the table stays. */
  #undone(event) {
    const form = event.target;
    const uid = form instanceof HTMLFormElement ? this.undos.get(form.action) : undefined;
    if (!(form instanceof HTMLFormElement) || !uid) return;
    event.preventDefault();
    form.closest('.toast')?.remove();
    ask(form.action, new FormData(form)).then(
      (done) => {
        toast(/** @type {Saved} */ (done).told);
        void this.#look(uid);
      },
      (error) => toast(error.message, 'wrong'),
    );
  }
}

/**
 * @param {HTMLElement} cell
 * @param {string} value
 */
function editOf(cell, value) {
  return formOf({ field: cell.dataset.cell ?? '', value, seen: cell.dataset.text ?? '' });
}

/**
 * @param {HTMLElement} cell
 * @param {string} stage
 */
function moveOf(cell, stage) {
  return formOf({ id: dealOf(cell), stage, seen: cell.dataset.text ?? '' });
}

/** @param {Record<string, string>} values */
function formOf(values) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...values, key: crypto.randomUUID() })) body.set(name, value);
  return body;
}

/** @param {Element} cell */
function dealOf(cell) {
  return cell.closest('tr')?.getAttribute('data-deal') ?? '';
}

/** @param {Element} cell */
function nameOf(cell) {
  return cell.closest('tr')?.getAttribute('data-name') ?? '';
}

/**
 * @param {HTMLElement} cell
 * @param {string} why
 */
function say(cell, why) {
  quiet(cell);
  const line = document.createElement('p');
  line.className = 'cell-why';
  line.setAttribute('role', 'alert');
  line.textContent = why.replace(`${cell.dataset.cell}: `, '');
  cell.append(line);
  line.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** @param {HTMLElement} cell */
function quiet(cell) {
  cell.querySelector('.cell-why')?.remove();
}
