// The map of who is around somebody: a click or Enter on a person shows whom they know, a drag moves what is seen.
import { GroupMap } from './map.js';
import { fetchFragment } from './server.js';
import { toast } from './toasts.js';

const FAR = 6; // px until a press is a drag
const MANY = 300; // people, beyond whom nothing fades

/** Bring the map of this page to life: one that grows, or one that is only walked. */
export function startAround() {
  const people = document.querySelector('[data-people-map]');
  if (people instanceof HTMLElement) new GroupMap(people).start();
  const element = document.querySelector('[data-around]');
  if (element instanceof HTMLElement) new Around(element).start();
}

class Around {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.map = new GroupMap(element);
    /** @type {{ x: number, y: number, left: number, top: number, held: boolean } | null} */
    this.drag = null;
    this.growing = 0;
  }

  start() {
    this.element.addEventListener('click', (event) => this.#clicked(event), { capture: true });
    this.element.addEventListener('pointerdown', (event) => this.#pressed(event));
    this.element.addEventListener('pointerover', (event) => {
      if (this.drag?.held) event.stopPropagation(); // nothing lights up on the way
    }, { capture: true });
    document.addEventListener('pointermove', (event) => this.#moved(event));
    for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, () => this.#letGo());
    this.map.start();
    this.#drawn();
    this.element.dataset.ready = '';
  }

  /** @returns {HTMLElement | null} */
  #frame() {
    return this.element.querySelector('[data-around-frame]');
  }

  /** @param {string} [uid] Who was opened and so stays where they can be seen. */
  #drawn(uid) {
    const frame = this.#frame();
    const cards = this.element.querySelectorAll('.around-map [data-card]');
    this.element.querySelector('.around-map')?.classList.toggle('many', cards.length > MANY);
    const card = [...cards].find((one) => one.getAttribute('data-card') === uid) ?? cards[0];
    if (!frame || !card) return;
    const [seen, shown] = [frame.getBoundingClientRect(), card.getBoundingClientRect()];
    frame.scrollLeft += shown.x + shown.width / 2 - seen.x - seen.width / 2;
    frame.scrollTop += shown.y + shown.height / 2 - seen.y - seen.height / 2;
    this.map.drawn();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target.closest('[data-grow], .card') : null;
    if (this.drag === null && this.element.hasAttribute('data-dragged')) {
      this.element.removeAttribute('data-dragged');
      event.preventDefault();
      event.stopPropagation();
    } else if (target?.matches('[data-grow]') && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void this.#grow(target);
    }
  }

  /** @param {Element} link */
  async #grow(link) {
    const uid = link.getAttribute('data-card') ?? link.closest('[data-seat]')?.id.slice('seat-'.length);
    const url = link.getAttribute('href') ?? '';
    const isInList = link.closest('[data-seat]') !== null;
    this.growing += 1;
    const mine = this.growing;
    const answer = await fetchFragment(url).catch(() => null);
    const html = answer?.ok ? await answer.text() : null;
    if (mine !== this.growing) return; // another was asked for since
    if (html === null) {
      toast('The server did not answer; the map is as it was.', 'wrong');
      return;
    }
    this.element.innerHTML = html;
    history.replaceState(history.state, '', url);
    this.#drawn(uid);
    const card = this.element.querySelector(`.around-map [data-card="${uid}"]`);
    const again = isInList ? document.getElementById(`seat-${uid}`) : card;
    if (again instanceof HTMLElement || again instanceof SVGElement) again.focus({ preventScroll: !isInList });
    this.map.drawn();
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const frame = this.#frame();
    this.element.removeAttribute('data-dragged');
    if (event.pointerType !== 'mouse' || event.button !== 0 || !frame?.contains(/** @type {Node} */ (event.target))) return;
    this.drag = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop, held: false };
  }

  /** @param {PointerEvent} event */
  #moved(event) {
    const [drag, frame] = [this.drag, this.#frame()];
    if (!drag || !frame) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.held && Math.hypot(x, y) < FAR) return;
    drag.held = true;
    frame.classList.add('held');
    frame.scrollTo(drag.left - x, drag.top - y);
  }

  #letGo() {
    if (this.drag?.held) this.element.setAttribute('data-dragged', '');
    this.#frame()?.classList.remove('held');
    this.drag = null;
  }
}
