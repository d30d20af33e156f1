// A buying group, edited in place: what is chosen shows at once, is sent, and is put back with the reason when refused.
//
// Every form works without this. With it the server answers with the group as it is now; open details and the focus stay.
// J and K (or the arrows) go from person to person, + and - say more or less support, S seats somebody.
import htmx from 'htmx.org';
import { GroupMap } from './map.js';
import { RefusedError, ask, fetchFragment } from './server.js';
import { startTime } from './time.js';
import { toast, toastWithUndo } from './toasts.js';

const SIGNS = new Map([['+', 1], ['=', 1], ['-', -1]]);
const MOVES = new Map([['j', 1], ['arrowdown', 1], ['k', -1], ['arrowup', -1]]);
const TOGETHER_MS = 300; // what others do within this time is asked for once

/** Bring the group of this page to life, if it has one. */
export function startGroup() {
  const group = document.querySelector('[data-group]');
  if (group instanceof HTMLElement) new Group(group).start();
}

class Group {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.sending = 0;
    this.html = ''; // as it was shown last
    this.map = new GroupMap(element);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.soon = undefined;
    /** @type {string | undefined} */
    this.stacks = undefined; // of the map, that somebody opened since the page came
  }

  start() {
    document.addEventListener('submit', (event) => this.#submitted(event));
    document.addEventListener('keydown', (event) => this.#pressed(event));
    document.addEventListener('click', (event) => this.#clicked(event));
    for (const name of ['change', 'toggle']) this.element.addEventListener(name, (event) => this.#asked(event.target), true);
    startTime(this.element, (html) => this.#show(html));
    document.addEventListener('live-missed', () => this.#lookSoon());
    document.addEventListener('live-change', (event) => {
      // What just happened comes without its kind; of what came while this window was away it is told.
      const { verb } = /** @type {CustomEvent} */ (event).detail;
      if (verb === undefined || /^(opportunity\.|undone$|process\.)/.test(verb)) this.#lookSoon();
    });
    this.map.start();
    this.element.dataset.ready = '';
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const isUndo = form.closest('#toasts') !== null && new URL(form.action).pathname.startsWith('/undo/');
    if (!isUndo && !form.matches('[data-group-form]')) return;
    event.preventDefault();
    if (isUndo) void this.#undo(form);
    else void this.#send(form, event.submitter);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  async #send(form, submitter) {
    const sent = new FormData(form, submitter);
    form.closest('details.menu')?.removeAttribute('open');
    form.closest('dialog')?.close();
    sent.set('open', this.#opened());
    if (this.#wantsEvidence()) sent.set('suggested', '1');
    const row = form.closest('.proposal, .warnings > li');
    row?.setAttribute('data-leaving', '');
    const answer = await this.#post(form.action, sent);
    if (!answer) {
      row?.removeAttribute('data-leaving');
      form.reset();
      return;
    }
    this.#show(answer.html);
    toastWithUndo(answer.told, answer.undo);
  }

  /** @param {HTMLFormElement} form */
  async #undo(form) {
    const answer = await this.#post(form.action, new FormData(form));
    form.closest('.toast')?.remove();
    if (!answer) return;
    toast(answer.told);
    await this.#look();
  }

  /**
   * @param {string} url
   * @param {FormData} body
   * @returns {Promise<{ told: string, undo: string | null, html: string } | null>} Null where it was refused, which is told.
   */
  async #post(url, body) {
    this.sending += 1;
    try {
      return /** @type {{ told: string, undo: string | null, html: string }} */ (await ask(url, body));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      toast(error.message, 'wrong');
      if (error.status === 409) await this.#look();
    } finally {
      this.sending -= 1;
    }
    return null;
  }

  /** Show the group as it is now, once for all that others do at about the same time. */
  #lookSoon() {
    if (this.element.dataset.then !== undefined) return; // what was is not changed by what others do
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      if (this.sending || this.#isEdited()) this.#lookSoon();
      else void this.#look();
    }, TOGETHER_MS);
  }

  async #look() {
    const url = new URL(this.element.dataset.url ?? '', location.href);
    url.searchParams.set('open', this.#opened());
    if (this.#wantsEvidence()) url.searchParams.set('suggested', '1');
    const response = await fetchFragment(url.href);
    if (response.ok) this.#show(await response.text());
  }

  /** @returns {string} Which stacks of the map are open. */
  #opened() {
    return this.stacks ?? this.element.querySelector('[data-map]')?.getAttribute('data-open') ?? '';
  }

  /** @returns {boolean} Whether what evidence suggests is looked at, in its list or on the map. */
  #wantsEvidence() {
    return this.element.querySelector('details[data-evidence][open], input[data-evidence]:checked') !== null;
  }

  /** @param {EventTarget | null} target What was opened or switched; what evidence suggests comes when first looked at. */
  #asked(target) {
    if (!(target instanceof Element) || !target.matches('[data-evidence]')) return;
    if (this.#wantsEvidence() && !this.element.querySelector('[data-told]')) void this.#look();
  }

  /** @returns {boolean} Whether somebody is typing in the group, which nothing may take away. */
  #isEdited() {
    const focus = document.activeElement;
    return this.element.querySelector('details.menu[open]') !== null
      || (focus instanceof Element && this.element.contains(focus) && focus.matches('input, textarea'));
  }

  /** @param {string} html */
  #show(html) {
    if (html === this.html) return;
    this.html = html;
    const focused = document.activeElement !== null && this.element.contains(document.activeElement)
      ? document.activeElement.id || document.activeElement.closest('[id]')?.id : undefined;
    const kept = /** @type {HTMLInputElement[]} */ ([...this.element.querySelectorAll('[data-kept]')]).map(({ id, checked }) => ({ id, checked }));
    const across = this.element.querySelector('.map-frame')?.scrollLeft ?? 0;
    const open = [...this.element.querySelectorAll('details[open][id]')].map(({ id }) => id);
    this.element.innerHTML = html;
    htmx.process(this.element);
    for (const id of open) document.getElementById(id)?.setAttribute('open', '');
    for (const { id, checked } of kept) {
      const one = document.getElementById(id);
      if (one instanceof HTMLInputElement) one.checked = checked;
    }
    this.element.querySelector('.map-frame')?.scrollTo({ left: across });
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    this.map.drawn();
    for (const one of document.querySelectorAll('.could')) htmx.trigger(one, 'group-changed');
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const stack = event.target instanceof Element ? event.target.closest('[data-stacks]') : null;
    if (stack) {
      event.preventDefault();
      this.stacks = stack.getAttribute('data-stacks') ?? '';
      void this.#look();
      return;
    }
    const link = event.target instanceof Element ? event.target.closest('[data-could]') : null;
    const target = document.getElementById(link?.getAttribute('data-could') ?? '');
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: 'center' });
    target.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return;
    const key = event.key.toLowerCase();
    const rows = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll('[data-seat]')]);
    const card = document.activeElement?.closest('[data-card]');
    const at = rows.findIndex((row) => row.contains(document.activeElement) || row.id === `seat-${card?.getAttribute('data-card')}`);
    if (card && MOVES.has(key)) return; // the map's
    if (MOVES.has(key)) focus(rows[Math.min(Math.max(at < 0 ? 0 : at + (MOVES.get(key) ?? 0), 0), rows.length - 1)]);
    else if (SIGNS.has(key) && at >= 0) more(rows[at], SIGNS.get(key) ?? 0);
    else if (key === 's') document.getElementById('seat-contact')?.focus();
    else return;
    event.preventDefault();
  }
}

/** @param {HTMLElement | undefined} row */
function focus(row) {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

/**
 * Say more or less support of a person; from not known it begins at neutral.
 *
 * @param {HTMLElement} row
 * @param {number} by
 */
function more(row, by) {
  const select = /** @type {HTMLSelectElement | null} */ (row.querySelector('[data-support-of]'));
  if (!select) return;
  const wanted = select.value === '' ? 0 : Math.min(Math.max(Number(select.value) + by, -2), 2);
  if (String(wanted) === select.value) return;
  select.value = String(wanted);
  select.form?.requestSubmit();
}

/** @param {KeyboardEvent} event */
function isElsewhere(event) {
  const target = event.target;
  if (document.querySelector('dialog[open], details.menu[open]')) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
