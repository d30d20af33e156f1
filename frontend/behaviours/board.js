// The board: cards dragged by mouse and touch, moved by keys and by menu, several at once; what others move slides in.
//
// The server decides. A drop shows at once, is sent, and is put back with the reason when it is refused; what a stage
// still asks for comes back as a dialog, in which the same move is sent again. Cards stand by rank, then by uid.
import Sortable from 'sortablejs';
import { SLIDE_MS, columnOf, focus, idOf, isBefore, nameOf, named, origin, originOf, putBack, sibling, slide } from './cards.js';
import { ask, look } from './server.js';
import { toast, toastWithUndo } from './toasts.js';

const FEW = 60; // cards of a column
const TOLD = 'board-told';
const TOGETHER_MS = 60; // what others do within this time is asked for once

/**
 * @typedef {{ id: string, stage: string, rank: string, by: string | null, html: string }} Card
 * @typedef {{ cards: Card[], asked: string[], heads: Record<string, string>, columns?: string[] }} Parts
 * @typedef {Parts & { told: string, undo: string | null, refused: { id: string, why: string }[], dialog: string | null }} Moved
 * @typedef {import('./cards.js').Origin} Origin
 */

/** Bring the board of this page to life, if it has one. */
export function startBoard() {
  const board = document.querySelector('[data-board]');
  if (board instanceof HTMLElement) new Board(board).start();
}

class Board {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.frame = element.closest('.board-frame') ?? element;
    this.seq = Number(element.dataset.seq);
    this.grouped = element.dataset.grouped ?? ''; // its columns are no stages, and lie in an order of their own
    this.isReader = element.dataset.reader !== undefined; // who may look at deals, and move none
    this.voice = document.querySelector('[data-board-voice]');
    this.dialog = /** @type {HTMLDialogElement} */ (document.querySelector('[data-move-dialog]'));
    /** @type {Set<string>} */
    this.chosen = new Set();
    /** @type {{ origins: Origin[] } | undefined} Cards that wait for the dialog. */
    this.asking = undefined;
    /** @type {{ card: HTMLElement, origin: Origin } | undefined} A card picked up by keys. */
    this.held = undefined;
    this.sending = 0;
    this.looking = false;
    /** @type {Origin | undefined} */
    this.dragged = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.soon = undefined;
  }

  start() {
    for (const track of this.element.querySelectorAll('[data-track]')) this.#makeSortable(/** @type {HTMLElement} */ (track));
    this.element.addEventListener('keydown', (event) => this.#pressed(event));
    this.element.addEventListener('click', (event) => this.#clicked(event));
    this.dialog.addEventListener('submit', (event) => this.#answered(event));
    this.dialog.addEventListener('close', () => this.#dialogClosed());
    document.addEventListener('submit', (event) => this.#undone(event));
    for (const name of ['live-change', 'live-missed']) document.addEventListener(name, () => this.#lookSoon());
    document.addEventListener('visibilitychange', () => document.hidden || this.#lookSoon());
    const told = sessionStorage.getItem(TOLD);
    sessionStorage.removeItem(TOLD);
    if (told) toast(told);
    this.element.dataset.ready = '';
  }

  /** Can cards be lifted, but go nowhere? */
  #isFixed() {
    return this.isReader || this.grouped === 'account';
  }

  /** @param {HTMLElement} card */
  #stays(card) {
    const why = this.isReader ? 'where it is: you may look at deals, not move them.' : 'with its account; that changes where the deal is edited.';
    const told = `${nameOf(card)} stays ${why}`;
    this.#say(told);
    toast(told, 'wrong');
  }

  /** @param {HTMLElement} track */
  #makeSortable(track) {
    Sortable.create(track, {
      group: { name: 'board', pull: !this.#isFixed(), put: !this.#isFixed() },
      sort: !this.grouped && !this.isReader,
      draggable: '[data-card]',
      filter: '.more, [data-move]',
      preventOnFilter: false,
      delay: 180,
      delayOnTouchOnly: true,
      touchStartThreshold: 6,
      ghostClass: 'gap',
      dragClass: 'lifted',
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      scrollSensitivity: 80,
      onChoose: () => this.#calm(),
      onStart: ({ item, oldIndex, from }) => {
        this.dragged = origin(item, from, oldIndex ?? 0);
        this.frame.classList.add('dragging');
        if (!this.#isFixed()) this.#hatch(item.dataset.stage ?? '');
      },
      onMove: ({ to }) => this.#lightUp(to),
      onEnd: ({ item, to }) => {
        this.frame.classList.remove('dragging');
        this.#hatch('');
        this.#lightUp(undefined);
        const start = this.dragged;
        if (this.#isFixed()) this.#stays(item);
        else if (start && (to !== start.track || item.nextElementSibling !== start.next)) this.#drop(start, to);
      },
    });
  }

  /** Let cards make room smoothly only where they are few: each of them is measured at every step. */
  #calm() {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (const track of this.element.querySelectorAll('[data-track]')) {
      const few = track.childElementCount <= FEW;
      Sortable.get(/** @type {HTMLElement} */ (track))?.option('animation', few && !still ? SLIDE_MS : 0);
    }
  }

  /**
   * Send a card that already lies where it was dropped; those chosen with it come along.
   *
   * @param {Origin} start
   * @param {Element} to
   */
  #drop(start, to) {
    const together = this.chosen.has(idOf(start.card)) ? this.#cards().filter((one) => one !== start.card && this.chosen.has(idOf(one))) : [];
    const origins = [start, ...together.map((card) => originOf(card))];
    for (const one of together) start.card.after(one);
    void this.#send(origins, to);
  }

  /**
   * @param {Origin[]} origins Cards that lie where they are to stay, in order.
   * @param {Element} to Their track.
   */
  async #send(origins, to) {
    const stage = columnOf(to)?.dataset.column ?? '';
    const cards = origins.map(({ card }) => card);
    const [first] = cards;
    const body = new FormData();
    for (const card of cards) body.append('id', idOf(card));
    body.set('stage', stage);
    if (!columnOf(to)?.hasAttribute('data-closes')) {
      body.set('above', idOf(sibling(first, -1)));
      body.set('below', idOf(sibling(cards[cards.length - 1], 1)));
    }
    if (new Set(cards.map((card) => card.dataset.stage)).size === 1) body.set('seen', first.dataset.stage ?? '');
    body.set('key', crypto.randomUUID());
    await this.#post(body, origins);
  }

  /**
   * @param {FormData} body
   * @param {Origin[]} origins Where the cards go back to if they are refused.
   * @param {string} [url]
   */
  async #post(body, origins, url = this.element.dataset.moveUrl) {
    for (const { card } of origins) card.classList.add('waiting');
    this.sending += 1;
    try {
      const moved = /** @type {Moved} */ (await ask(url ?? '', body));
      if (moved.dialog) this.#open(moved.dialog, origins.filter(({ card }) => moved.refused.some(({ id }) => id === idOf(card))));
      else putBack(origins.filter(({ card }) => moved.refused.some(({ id }) => id === idOf(card))));
      this.#take(moved);
      if (moved.refused.length && !moved.dialog) this.#lookSoon(); // what stood in the way may be somebody's move
      if (!moved.dialog) for (const why of new Set(moved.refused.map((one) => one.why))) toast(why, 'wrong');
      if (moved.told) {
        this.#say(moved.told);
        toastWithUndo(moved.told, moved.undo);
        this.#choose();
      }
    } catch (error) {
      putBack(origins);
      toast(error instanceof Error ? error.message : String(error), 'wrong');
    } finally {
      this.sending -= 1;
      for (const { card } of origins) card.classList.toggle('waiting', Boolean(this.asking));
    }
  }

  /**
   * @param {string} html
   * @param {Origin[]} origins
   */
  #open(html, origins) {
    this.asking = { origins };
    this.dialog.innerHTML = html;
    if (!this.dialog.open) this.dialog.showModal();
    const field = this.dialog.querySelector('[autofocus], select, input:not([type="hidden"]), textarea');
    if (field instanceof HTMLElement) field.focus();
  }

  /** @param {SubmitEvent} event */
  #answered(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const body = new FormData(form, event.submitter);
    const ids = body.getAll('id').map(String);
    const origins = this.asking?.origins ?? this.#cards().filter((card) => ids.includes(idOf(card))).map((card) => originOf(card));
    this.asking = undefined;
    this.dialog.close();
    void this.#post(body, origins, form.hasAttribute('data-regroup') ? undefined : this.element.dataset.stageUrl);
  }

  #dialogClosed() {
    const waiting = this.asking?.origins ?? [];
    this.asking = undefined;
    putBack(waiting);
    for (const { card } of waiting) card.classList.remove('waiting');
    if (waiting[0]) focus(waiting[0].card);
  }

  /** @param {SubmitEvent} event The Undo of a toast: the board stays, only cards move. */
  #undone(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.closest('#toasts')) return;
    event.preventDefault();
    form.closest('.toast')?.remove();
    ask(form.action, new FormData(form)).then(
      (done) => {
        const { told, again } = /** @type {{ told: string, again?: boolean }} */ (done);
        if (again) {
          sessionStorage.setItem(TOLD, told); // the page itself changed, not a deal; it says so once it is loaded
          location.reload();
        } else {
          toast(told);
          void this.#look();
        }
      },
      (error) => toast(error.message, 'wrong'),
    );
  }

  /** Load the page anew; why a card went back is said there once more. */
  #reload() {
    const why = document.querySelector('#toasts .toast[data-kind="wrong"] [data-toast-text]')?.textContent;
    if (why) sessionStorage.setItem(TOLD, why);
    location.reload();
  }

  #lookSoon() {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      void this.#look();
    }, TOGETHER_MS);
  }

  /** Ask what happened since, and show it; one answer at a time, so that none is followed by an older one. */
  async #look() {
    if (this.looking || this.#isBusy()) {
      setTimeout(() => this.#lookSoon(), 200);
      return;
    }
    this.looking = true;
    try {
      const url = new URL(this.element.dataset.changes ?? '', location.href);
      url.searchParams.set('after', String(this.seq));
      const told = /** @type {(Parts & { seq: number, again: boolean }) | undefined} */ (await look(url));
      if (!told) return;
      if (this.#isBusy()) this.#lookSoon(); // a card moved meanwhile, which this answer does not know of
      else {
        this.seq = told.seq;
        if (told.again) this.#reload();
        else this.#take(told);
      }
    } finally {
      this.looking = false;
    }
  }

  #isBusy() {
    return Boolean(this.held) || this.frame.classList.contains('dragging') || this.sending > 0;
  }

  /**
   * Show cards where they are now, and take away those that are on this board no longer.
   *
   * @param {Parts} parts
   */
  #take(parts) {
    const before = new Map(parts.asked.map((id) => [id, this.#card(id)?.getBoundingClientRect()]));
    const active = document.activeElement?.closest('[data-card]');
    const activeId = active ? idOf(active) : '';
    const present = new Set(parts.cards.map(({ id }) => id));
    for (const id of parts.asked) if (!present.has(id) && !this.#isWaiting(id)) this.#card(id)?.remove();
    if (parts.columns && parts.cards.some(({ stage }) => !this.#column(stage))) {
      location.reload(); // a group that has just got its first card
      return;
    }
    for (const card of parts.cards) this.#place(card, before.get(card.id));
    if (parts.columns) this.#dropEmpty(parts.columns);
    for (const [stage, html] of Object.entries(parts.heads)) {
      const head = this.#column(stage)?.querySelector('[data-head]');
      if (head) head.innerHTML = html;
    }
    if (activeId && present.has(activeId)) focus(this.#card(activeId));
  }

  /**
   * Take groups away that have no cards any more.
   *
   * @param {string[]} columns Those there are.
   */
  #dropEmpty(columns) {
    for (const column of this.element.querySelectorAll('.column[data-column]')) {
      if (!columns.includes(column.getAttribute('data-column') ?? '') && !column.querySelector('[data-card]')) column.remove();
    }
  }

  /** @param {string} id */
  #isWaiting(id) {
    return this.asking?.origins.some(({ card }) => idOf(card) === id) ?? false;
  }

  /**
   * @param {Card} card
   * @param {DOMRect | undefined} from
   */
  #place(card, from) {
    const track = this.#column(card.stage)?.querySelector('[data-track]');
    const old = this.#card(card.id);
    if (!track || this.#isWaiting(card.id)) return;
    const made = document.createElement('template');
    made.innerHTML = card.html;
    const fresh = /** @type {HTMLElement} */ (made.content.querySelector('[data-card]'));
    old?.remove();
    const others = /** @type {HTMLElement[]} */ ([...track.querySelectorAll(':scope > [data-card]')]);
    const next = others.find((other) => isBefore(card.rank, card.id, other.dataset.rank ?? '', idOf(other)));
    const more = track.querySelector(':scope > .more');
    if (!next && more) return; // it lies further below than what was loaded
    track.insertBefore(fresh, next ?? more ?? null);
    if (this.chosen.has(card.id)) fresh.querySelector('.deal')?.classList.add('chosen');
    if (card.by) named(fresh, card.by);
    if (from) slide(fresh, from);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {Element} */ (event.target);
    const card = /** @type {HTMLElement | null} */ (target.closest('[data-card]'));
    if (!card || !target.matches('.deal') || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key === ' ' ? 'Space' : event.key;
    const done = this.held ? this.#pressedHolding(key) : this.#pressedOn(card, key);
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /**
   * @param {HTMLElement} card
   * @param {string} key
   * @returns {boolean}
   */
  #pressedOn(card, key) {
    if (key === 'Space') this.#pickUp(card);
    else if (key === 'Enter') card.querySelector('h3 a')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    else if (key === 'ArrowDown' || key === 'ArrowUp') focus(sibling(card, key === 'ArrowDown' ? 1 : -1));
    else if (key === 'ArrowRight' || key === 'ArrowLeft') focus(this.#beside(card, key === 'ArrowRight' ? 1 : -1));
    else if (key.toLowerCase() === 'm') this.#askWhere(card);
    else if (key.toLowerCase() === 'x') this.#toggle(card);
    else return false;
    return true;
  }

  /**
   * @param {string} key
   * @returns {boolean}
   */
  #pressedHolding(key) {
    const { card, origin: start } = /** @type {{ card: HTMLElement, origin: Origin }} */ (this.held);
    if (key === 'Space' || key === 'Enter') this.#letGo();
    else if (key === 'Escape') {
      this.held = undefined;
      card.classList.remove('held');
      putBack([start]);
      this.#hatch('');
      this.#say(`${nameOf(card)} is back where it was.`);
      focus(card);
    } else if (this.grouped && (key === 'ArrowDown' || key === 'ArrowUp')) return true;
    else if (key === 'ArrowDown') this.#carry(card, () => sibling(card, 1)?.after(card));
    else if (key === 'ArrowUp') this.#carry(card, () => sibling(card, -1)?.before(card));
    else if (key === 'ArrowRight' || key === 'ArrowLeft') {
      this.#carry(card, () => {
        const tracks = [...this.element.querySelectorAll('[data-track]')];
        const at = tracks.indexOf(/** @type {Element} */ (card.parentElement));
        tracks[at + (key === 'ArrowRight' ? 1 : -1)]?.prepend(card);
      });
    } else return key !== 'Tab';
    return true;
  }

  /** @param {HTMLElement} card */
  #pickUp(card) {
    if (this.#isFixed()) {
      this.#stays(card);
      return;
    }
    this.held = { card, origin: originOf(card) };
    card.classList.add('held');
    this.#hatch(card.dataset.stage ?? '');
    this.#say(`${nameOf(card)} picked up. Arrows move it, Space drops it, Escape puts it back.`);
  }

  /**
   * @param {HTMLElement} card
   * @param {() => void} change
   */
  #carry(card, change) {
    change();
    focus(card);
    const column = columnOf(card);
    const cards = [...(card.parentElement?.querySelectorAll(':scope > [data-card]') ?? [])];
    const way = column?.classList.contains('refuses') ? ', where it cannot go' : '';
    this.#say(`${column?.dataset.name}, place ${cards.indexOf(card) + 1} of ${cards.length}${way}`);
  }

  #letGo() {
    const { card, origin: start } = /** @type {{ card: HTMLElement, origin: Origin }} */ (this.held);
    this.held = undefined;
    card.classList.remove('held');
    this.#hatch('');
    const to = /** @type {Element} */ (card.parentElement);
    const isBack = this.grouped && to === start.track;
    if (isBack) putBack([start]);
    if (!isBack && (to !== start.track || card.nextElementSibling !== start.next)) this.#drop(start, to);
    else this.#say(`${nameOf(card)} stays where it was.`);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const card = /** @type {HTMLElement | null} */ (target.closest('[data-card]'));
    if (!card) return;
    if (target.closest('[data-move]')) {
      event.preventDefault();
      this.#askWhere(card);
    } else if (event.ctrlKey || event.metaKey || event.shiftKey) {
      event.preventDefault();
      this.#toggle(card);
    }
  }

  /** @param {HTMLElement} card */
  async #askWhere(card) {
    if (this.isReader) {
      this.#stays(card);
      return;
    }
    const link = card.querySelector('[data-move]')?.getAttribute('href') ?? '';
    const response = await fetch(link, { headers: { 'HX-Request': 'true' } });
    if (!response.ok) return;
    const origins = this.chosen.has(idOf(card)) ? this.#cards().filter((one) => this.chosen.has(idOf(one))).map((one) => originOf(one)) : [originOf(card)];
    this.#open(await response.text(), origins);
    for (const form of this.dialog.querySelectorAll('form')) {
      for (const { card: one } of origins) {
        if (one === card) continue;
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'id', value: idOf(one) }));
      }
    }
  }

  /** @param {HTMLElement} card */
  #toggle(card) {
    const id = idOf(card);
    if (!this.chosen.delete(id)) this.chosen.add(id);
    card.querySelector('.deal')?.classList.toggle('chosen', this.chosen.has(id));
    this.#say(`${nameOf(card)} ${this.chosen.has(id) ? 'chosen' : 'no longer chosen'}; ${this.chosen.size} in all`);
  }

  /** Choose no card any more. */
  #choose() {
    this.chosen.clear();
    for (const one of this.element.querySelectorAll('.deal.chosen')) one.classList.remove('chosen');
  }

  /**
   * Hatch the columns that no arrow leads to from a stage; "" = none.
   *
   * @param {string} stage
   */
  #hatch(stage) {
    const ahead = this.#column(stage)?.dataset.leadsTo?.split(' ') ?? [];
    for (const column of this.element.querySelectorAll('[data-column]')) {
      const uid = column.getAttribute('data-column') ?? '';
      column.classList.toggle('refuses', stage !== '' && uid !== stage && !ahead.includes(uid) && !ahead.includes('*'));
    }
  }

  /** @param {Element | undefined} track */
  #lightUp(track) {
    for (const column of this.element.querySelectorAll('[data-column]')) {
      column.classList.toggle('over', track !== undefined && column.contains(track));
    }
  }

  /**
   * @param {HTMLElement} card
   * @param {number} step
   * @returns {HTMLElement | undefined} The card at the same height in the next column that has any.
   */
  #beside(card, step) {
    const columns = [...this.element.querySelectorAll('.column[data-column]')];
    const place = [...(card.parentElement?.querySelectorAll(':scope > [data-card]') ?? [])].indexOf(card);
    for (let at = columns.indexOf(/** @type {Element} */ (columnOf(card))) + step; columns[at]; at += step) {
      const cards = /** @type {NodeListOf<HTMLElement>} */ (columns[at].querySelectorAll('[data-card]'));
      if (cards.length) return cards[Math.min(place, cards.length - 1)];
    }
    return undefined;
  }

  /** @returns {HTMLElement[]} */
  #cards() {
    return [...this.element.querySelectorAll('[data-card]')].filter((one) => one instanceof HTMLElement);
  }

  /** @param {string} id */
  #card(id) {
    return /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-card="${CSS.escape(id)}"]`));
  }

  /** @param {string} stage */
  #column(stage) {
    return /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-column="${CSS.escape(stage)}"]`));
  }

  /** @param {string} words */
  #say(words) {
    if (this.voice) this.voice.textContent = words;
  }
}
