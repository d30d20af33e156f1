// A card of the board: what it is called, where it lies and lay, and how it slides there.

export const SLIDE_MS = 140;
const NAMED_MS = 4000;

/** @typedef {{ card: HTMLElement, track: Element, next: Element | null }} Origin */

/** @param {Element | null | undefined} card */
export function idOf(card) {
  return card?.getAttribute('data-card') ?? '';
}

/** @param {Element} card */
export function nameOf(card) {
  return card.querySelector('h3')?.textContent ?? '';
}

/** @param {Element} inside */
export function columnOf(inside) {
  return /** @type {HTMLElement | null} */ (inside.closest('[data-column]'));
}

/**
 * @param {Element} card
 * @param {number} step
 * @returns {HTMLElement | null} The card before or after it in its column.
 */
export function sibling(card, step) {
  const other = step > 0 ? card.nextElementSibling : card.previousElementSibling;
  return other instanceof HTMLElement && other.hasAttribute('data-card') ? other : null;
}

/** @param {HTMLElement | null | undefined} card */
export function focus(card) {
  const inner = card?.querySelector('.deal');
  if (!(inner instanceof HTMLElement)) return;
  inner.focus({ preventScroll: true });
  inner.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/**
 * @param {HTMLElement} card
 * @returns {Origin}
 */
export function originOf(card) {
  return { card, track: /** @type {Element} */ (card.parentElement), next: card.nextElementSibling };
}

/**
 * Where a card lay before it was dragged; it is already in the air.
 *
 * @param {HTMLElement} card
 * @param {Element} track
 * @param {number} index
 * @returns {Origin}
 */
export function origin(card, track, index) {
  const others = [...track.querySelectorAll(':scope > [data-card]')].filter((one) => one !== card);
  return { card, track, next: others[index] ?? track.querySelector(':scope > .more') };
}

/** @param {Origin[]} origins */
export function putBack(origins) {
  for (const { card, track, next } of [...origins].reverse()) {
    const from = card.getBoundingClientRect();
    track.insertBefore(card, next?.parentElement === track ? next : track.querySelector(':scope > .more'));
    slide(card, from);
  }
}

/**
 * @param {string} rank
 * @param {string} id
 * @param {string} otherRank
 * @param {string} otherId
 */
export function isBefore(rank, id, otherRank, otherId) {
  return rank < otherRank || (rank === otherRank && id < otherId);
}

/**
 * @param {HTMLElement} card
 * @param {DOMRect} from
 */
export function slide(card, from) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const to = card.getBoundingClientRect();
  const x = from.left - to.left;
  const y = from.top - to.top;
  if (x || y) card.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], { duration: SLIDE_MS, easing: 'ease-out' });
}

/**
 * @param {HTMLElement} card
 * @param {string} by
 */
export function named(card, by) {
  const label = Object.assign(document.createElement('span'), { className: 'by', textContent: by });
  card.querySelector('.deal')?.append(label);
  setTimeout(() => label.remove(), NAMED_MS);
}
