// Type-ahead after the ARIA combobox pattern; the server answers with options, the form works without this.
//
//   <div data-combobox data-url="/search/options?for=contact">
//     <input role="combobox" name="q" …> <input type="hidden" name="to" data-combobox-value>
//     <div role="listbox" hidden></div> <span role="status" data-combobox-status></span>
//   </div>
//
// An option is <a role="option" href="…" data-value="…" data-label="…">. With a hidden value input, choosing fills it
// and fires "combobox:chosen" (and submits the form when data-submit is there); without one, choosing follows the link.
import { fetchFragment } from './server.js';

const WAIT_MS = 90;
let made = 0;

/** Improve every [data-combobox], also those that a later answer brings. */
export function startComboboxes() {
  const found = () => {
    for (const box of document.querySelectorAll('[data-combobox]:not([data-ready])')) improve(/** @type {HTMLElement} */ (box));
  };
  found();
  document.addEventListener('htmx:after:swap', found);
}

/** @param {HTMLElement} box */
function improve(box) {
  const input = box.querySelector('[role="combobox"]');
  const list = box.querySelector('[role="listbox"]');
  if (!(input instanceof HTMLInputElement) || !(list instanceof HTMLElement)) return;
  box.dataset.ready = '';
  list.id ||= `combobox-${(made += 1)}`;
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-autocomplete', 'list');
  input.autocomplete = 'off';
  new Combobox(box, input, list);
}

class Combobox {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;
  /** @type {AbortController | undefined} */
  #asking;
  /** @type {string | undefined} */
  #answered;

  /**
   * @param {HTMLElement} box
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   */
  constructor(box, input, list) {
    this.box = box;
    this.input = input;
    this.list = list;
    this.value = /** @type {HTMLInputElement | null} */ (box.querySelector('[data-combobox-value]'));
    this.status = box.querySelector('[data-combobox-status]');
    this.#show(false);
    input.addEventListener('input', () => this.#typed());
    input.addEventListener('focus', () => this.input.value && this.#answered === this.input.value && this.#show(true));
    input.addEventListener('keydown', (event) => this.#key(event));
    box.addEventListener('focusout', (event) => {
      if (!box.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#close();
    });
    list.addEventListener('pointerdown', (event) => event.preventDefault());
    list.addEventListener('click', (event) => this.#clicked(event));
  }

  #typed() {
    if (this.value?.value) this.value.value = '';
    clearTimeout(this.#waiting);
    this.#asking?.abort();
    if (!this.input.value.trim()) {
      this.#close();
      return;
    }
    this.#waiting = setTimeout(() => void this.#ask(), WAIT_MS);
  }

  async #ask() {
    const text = this.input.value;
    const asking = new AbortController();
    this.#asking = asking;
    const address = new URL(this.box.dataset.url ?? '', location.href);
    address.searchParams.set('q', text);
    try {
      const answer = await fetchFragment(address.href, asking.signal);
      const html = answer.ok ? await answer.text() : '';
      if (asking.signal.aborted) return;
      if (!answer.ok) throw new Error(String(answer.status));
      this.list.innerHTML = html;
      this.#answered = text;
      this.#options().forEach((option, at) => {
        option.id = `${this.list.id}-${at}`;
        option.tabIndex = -1;
        option.setAttribute('aria-selected', 'false');
      });
      this.#show(true);
      this.#mark(this.value ? 0 : -1);
      this.#tell(this.#options().length);
    } catch {
      if (asking.signal.aborted) return;
      this.#close();
      if (this.status) this.status.textContent = 'The search did not answer. Press Enter to try it as a page.';
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const options = this.#options();
    const isOpen = !this.list.hidden;
    if (event.key === 'Escape') {
      if (!isOpen) return void this.input.blur();
      event.stopPropagation();
      event.preventDefault(); // a search field would clear itself
      this.#close();
    } else if (event.key === 'Enter') {
      const chosen = isOpen ? options[this.#at()] : undefined;
      if (!chosen) return;
      event.preventDefault();
      this.#choose(chosen);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) {
        if (this.input.value.trim()) void this.#ask();
        return;
      }
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const rest = this.value ? 0 : 1; // without a value, one step leads back to the text itself
      const count = options.length + rest;
      this.#mark(((this.#at() + rest + step + count) % count) - rest);
    }
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const option = /** @type {Element} */ (event.target).closest('[role="option"]');
    if (!(option instanceof HTMLElement) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#choose(option);
  }

  /** @param {HTMLElement} option */
  #choose(option) {
    this.#close();
    if (!this.value) {
      location.assign(/** @type {HTMLAnchorElement} */ (option).href);
      return;
    }
    this.value.value = option.dataset.value ?? '';
    this.input.value = option.dataset.label ?? option.textContent?.trim() ?? '';
    this.box.dispatchEvent(new CustomEvent('combobox:chosen', { bubbles: true, detail: { value: this.value.value } }));
    if ('submit' in this.box.dataset) this.input.form?.requestSubmit();
  }

  #options() {
    return /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll('[role="option"]')]);
  }

  #at() {
    return this.#options().findIndex((option) => option.getAttribute('aria-selected') === 'true');
  }

  /** @param {number} at Which option is marked; -1 for none. */
  #mark(at) {
    const options = this.#options();
    options.forEach((option, index) => option.setAttribute('aria-selected', String(index === at)));
    if (options[at]) {
      this.input.setAttribute('aria-activedescendant', options[at].id);
      options[at].scrollIntoView({ block: 'nearest' });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  /** @param {number} count */
  #tell(count) {
    if (this.status) this.status.textContent = count === 0 ? 'Nobody found.' : `${count} found, arrow keys to choose.`;
  }

  #close() {
    clearTimeout(this.#waiting);
    this.#asking?.abort();
    this.#show(false);
    this.input.removeAttribute('aria-activedescendant');
  }

  /** @param {boolean} open */
  #show(open) {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
  }
}
