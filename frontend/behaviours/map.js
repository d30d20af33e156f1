// The map of a buying group beside its list: the same people, the same focus, the same forms.
//
// Over a card or a row the lines of that person light up. J and K or the arrows walk the cards, Enter says more of one,
// a card dragged onto another reports to it (on touch after a long press). What is drawn anew keeps none of this: all
// listeners stand on the group around it.
import { fetchFragment } from './server.js';
import { toast } from './toasts.js';

const FAR = 6; // px until a press is a drag
const LONG_MS = 350; // until a touch is one
const SCALE = 2; // of the PNG
const ARROWS = new Map([['arrowleft', [-1, 0]], ['arrowright', [1, 0]], ['arrowup', [0, -1]], ['arrowdown', [0, 1]]]);
const STEPS = new Map([['j', 1], ['k', -1]]);

/**
 * @typedef {object} Drag
 * @property {SVGElement} card
 * @property {number} pointer
 * @property {number} x
 * @property {number} y
 * @property {boolean} held Whether it moves by now.
 * @property {ReturnType<typeof setTimeout> | undefined} timer
 */

/** The map of a group, drawn anew with it. */
export class GroupMap {
  /** @param {HTMLElement} group */
  constructor(group) {
    this.group = group;
    /** @type {Drag | null} */
    this.drag = null;
    this.dropped = false; // the click that ends a drag opens nothing
  }

  start() {
    const on = this.group.addEventListener.bind(this.group);
    for (const name of ['pointerover', 'focusin']) on(name, (event) => this.#light(event.target));
    for (const name of ['pointerleave', 'focusout']) on(name, () => this.#light(document.activeElement));
    on('click', (event) => this.#clicked(/** @type {MouseEvent} */ (event)));
    on('dragstart', (event) => {
      if (cardOf(event.target)) event.preventDefault();
    });
    on('contextmenu', (event) => {
      if (this.drag) event.preventDefault();
    });
    on('pointerdown', (event) => this.#pressed(/** @type {PointerEvent} */ (event)));
    document.addEventListener('pointermove', (event) => this.#moved(event));
    document.addEventListener('pointerup', (event) => this.#released(event));
    document.addEventListener('pointercancel', () => this.#letGo());
    document.addEventListener('touchmove', (event) => {
      if (this.drag?.held) event.preventDefault();
    }, { passive: false });
    document.addEventListener('keydown', (event) => this.#typed(event));
    this.drawn();
  }

  /** What has to be done whenever the map has been drawn anew. */
  drawn() {
    for (const one of this.group.querySelectorAll('[data-png], [data-print]')) one.removeAttribute('hidden');
    const cards = this.#cards();
    for (const card of cards) card.setAttribute('tabindex', '-1');
    cards.find((card) => card === document.activeElement)?.setAttribute('tabindex', '0');
    if (!cards.includes(/** @type {SVGElement} */ (document.activeElement))) cards[0]?.setAttribute('tabindex', '0');
  }

  /** @returns {SVGElement[]} */
  #cards() {
    return [...this.group.querySelectorAll('.group-map [data-card]')].filter((one) => one instanceof SVGElement);
  }

  /** @param {string} uid */
  #cardFor(uid) {
    return this.#cards().find((card) => (card.dataset.people ?? '').split(' ').includes(uid));
  }

  /** @param {EventTarget | null} target Whose card or row is looked at. */
  #light(target) {
    const svg = this.group.querySelector('.group-map');
    if (!svg || this.drag?.held) return;
    const row = target instanceof Element ? target.closest('[data-seat]') : null;
    const card = cardOf(target) ?? (row ? this.#cardFor(row.id.slice('seat-'.length)) : undefined);
    const key = card instanceof SVGElement && this.group.contains(card) ? card.dataset.card : undefined;
    svg.classList.toggle('lighting', key !== undefined);
    const near = new Set([key]);
    for (const line of svg.querySelectorAll('[data-from]')) {
      const ends = [line.getAttribute('data-from') ?? '', line.getAttribute('data-to') ?? ''];
      const isLit = key !== undefined && ends.includes(key);
      line.classList.toggle('lit', isLit);
      if (isLit) for (const end of ends) near.add(end);
    }
    for (const one of this.#cards()) one.classList.toggle('lit', key !== undefined && near.has(one.dataset.card));
    const people = (card instanceof SVGElement ? card.dataset.people ?? '' : '').split(' ');
    for (const one of this.group.querySelectorAll('[data-seat]')) {
      one.classList.toggle('lit', key !== undefined && people.includes(one.id.slice('seat-'.length)));
    }
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (this.dropped) {
      this.dropped = false;
      event.preventDefault();
      return;
    }
    if (target.closest('[data-svg], [data-png], [data-print]')) target.closest('details')?.removeAttribute('open');
    if (target.closest('[data-png]')) void this.#save();
    else if (target.closest('[data-print]')) window.print();
    else if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    else if (target.closest('[data-person]')) {
      event.preventDefault();
      void this.#tell(hrefOf(target.closest('[data-person]')));
    } else if (target.closest('[data-seat]') && !target.closest('a, button, input, select, textarea, summary, label')) {
      const card = this.#cardFor(target.closest('[data-seat]')?.id.slice('seat-'.length) ?? '');
      if (card) this.#focus(card);
    }
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    if (event.key === 'Escape' && this.drag) this.#letGo();
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open], details.menu[open]')) return;
    const key = event.key.toLowerCase();
    const card = cardOf(document.activeElement);
    if (key === 'm' && !(event.target instanceof HTMLElement && event.target.matches('input, textarea, select'))) this.#change(card);
    else if (card && STEPS.has(key)) {
      const cards = this.#cards();
      const at = cards.indexOf(card) + (STEPS.get(key) ?? 0);
      this.#focus(cards[Math.min(Math.max(at, 0), cards.length - 1)]);
    } else if (card && ARROWS.has(key)) this.#focus(nearest(card, this.#cards(), ARROWS.get(key) ?? [0, 0]));
    else return;
    event.preventDefault();
  }

  /**
   * Go from the map to the list, to the same person, or the other way round.
   *
   * @param {SVGElement | null} card
   */
  #change(card) {
    const row = document.activeElement?.closest('[data-seat]');
    if (!card) this.#focus((row && this.#cardFor(row.id.slice('seat-'.length))) ?? this.#cards().find((one) => one.matches('[data-person]')) ?? this.#cards()[0]);
    else document.getElementById(`seat-${card.dataset.people?.split(' ')[0]}`)?.focus();
  }

  /** @param {SVGElement | undefined} card */
  #focus(card) {
    if (!card) return;
    for (const one of this.#cards()) one.setAttribute('tabindex', one === card ? '0' : '-1');
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** @param {string} url Of what is said of somebody. */
  async #tell(url) {
    const dialog = document.querySelector('#person-dialog');
    const body = document.querySelector('#person-body');
    if (!(dialog instanceof HTMLDialogElement) || !body) return;
    const answer = await fetchFragment(url).catch(() => null);
    if (!answer?.ok) {
      toast('The server did not answer; nothing was changed.', 'wrong');
      return;
    }
    body.innerHTML = await answer.text();
    dialog.showModal();
    /** @type {HTMLElement | null} */ (body.querySelector('[aria-pressed="true"]'))?.focus();
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const card = cardOf(event.target);
    this.dropped = false;
    if (!card?.matches('[data-person]') || event.button !== 0 || !document.querySelector('#map-report')) return;
    const hold = () => {
      if (this.drag) this.#hold(this.drag);
    };
    const timer = event.pointerType === 'touch' ? setTimeout(hold, LONG_MS) : undefined;
    this.drag = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY, held: false, timer };
  }

  /** @param {Drag} drag */
  #hold(drag) {
    drag.held = true;
    drag.card.classList.add('held');
    drag.card.parentNode?.append(drag.card); // above the others
  }

  /** @param {PointerEvent} event */
  #moved(event) {
    const drag = this.drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.held) {
      if (Math.hypot(x, y) < FAR) return;
      if (drag.timer !== undefined) {
        this.#letGo(); // a swipe scrolls
        return;
      }
      this.#hold(drag);
    }
    const scale = this.#scale();
    drag.card.setAttribute('transform', `translate(${x / scale} ${y / scale})`);
    const under = this.#under(event);
    for (const one of this.#cards()) one.classList.toggle('target', one === under);
  }

  /** @param {PointerEvent} event */
  #released(event) {
    const drag = this.drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    const under = drag.held ? this.#under(event) : undefined;
    this.dropped = drag.held;
    this.#letGo();
    const form = document.querySelector('#map-report');
    if (!under || !(form instanceof HTMLFormElement)) return;
    for (const [name, one] of /** @type {[string, SVGElement][]} */ ([['contact_id', drag.card], ['superior_id', under]])) {
      /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = one.dataset.card ?? '';
    }
    form.requestSubmit();
  }

  #letGo() {
    clearTimeout(this.drag?.timer);
    this.drag?.card.removeAttribute('transform');
    this.drag?.card.classList.remove('held');
    for (const one of this.#cards()) one.classList.remove('target');
    this.drag = null;
  }

  /**
   * @param {PointerEvent} event
   * @returns {SVGElement | undefined} The person over whom the card is held.
   */
  #under(event) {
    const cards = document.elementsFromPoint(event.clientX, event.clientY).map(cardOf);
    return cards.find((one) => one && one !== this.drag?.card && one.matches('[data-person]')) ?? undefined;
  }

  #scale() {
    const svg = /** @type {SVGSVGElement | null} */ (this.group.querySelector('.group-map'));
    return svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
  }

  /** Save the map as PNG, drawn from the file that the server exports. */
  async #save() {
    const url = hrefOf(this.group.querySelector('[data-svg]'));
    const answer = await fetch(url, { credentials: 'same-origin' }).catch(() => null);
    if (!answer?.ok) {
      toast('The server did not answer; there is no picture.', 'wrong');
      return;
    }
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * SCALE;
    canvas.height = image.naturalHeight * SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const link = document.createElement('a');
    link.href = canvas.toDataURL('image/png');
    const name = /filename=(.+)\.svg/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
    link.download = `${name ?? 'buying-group'}.png`;
    link.click();
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {SVGElement | null}
 */
function cardOf(target) {
  return target instanceof Element ? target.closest('.group-map [data-card]') : null;
}

/** @param {Element | null} link */
function hrefOf(link) {
  return link?.getAttribute('href') ?? '';
}

/**
 * The nearest card in a direction: what lies aside counts twice.
 *
 * @param {SVGElement} from
 * @param {SVGElement[]} cards
 * @param {number[]} direction
 */
function nearest(from, cards, [right, down]) {
  const [x, y] = middle(from);
  /** @type {[number, SVGElement][]} */
  const ahead = [];
  for (const one of cards) {
    const [dx, dy] = [middle(one)[0] - x, middle(one)[1] - y];
    const along = dx * right + dy * down;
    if (along > 1) ahead.push([along + 2 * Math.abs(dx * down + dy * right), one]);
  }
  return ahead.sort(([one], [other]) => one - other)[0]?.[1];
}

/** @param {Element} card */
function middle(card) {
  const { x, y, width, height } = card.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}
