// The queue of leads: what comes in stands there at once, what somebody takes goes; whoever works in a row keeps it.
//
// The server sends the queue as it is now. Rows that stay are left as they are, with what was chosen in them.
import { look } from './server.js';

const TOGETHER_MS = 60; // what happens within this time is asked for once

/** Keep the queue of this page as the server has it. */
export function startLeads() {
  const place = document.querySelector('[data-leads]');
  if (!(place instanceof HTMLElement)) return;
  let seq = place.dataset.seq ?? '0';
  let looking = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;

  const refresh = async () => {
    soon = undefined;
    if (looking) return lookSoon();
    looking = true;
    try {
      const url = new URL(place.dataset.changes ?? '', location.href);
      url.searchParams.set('after', seq);
      const told = /** @type {{ seq: number, html: string | null } | undefined} */ (await look(url));
      if (!told) return;
      seq = String(told.seq);
      if (told.html !== null) take(place, told.html);
    } finally {
      looking = false;
    }
  };
  const lookSoon = () => {
    soon ??= setTimeout(refresh, TOGETHER_MS);
  };
  for (const name of ['live-change', 'live-missed']) document.addEventListener(name, lookSoon);
  document.addEventListener('visibilitychange', () => document.hidden || lookSoon());
  place.dataset.ready = '';
}

/**
 * @param {HTMLElement} place
 * @param {string} html
 */
function take(place, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  const before = rows(place);
  const now = rows(template.content);
  const came = [...now].filter(([id]) => !before.has(id)).map(([, row]) => row);
  const gone = [...before].filter(([id]) => !now.has(id)).map(([, row]) => row);
  const isLeft = gone.some((row) => row.contains(document.activeElement));
  for (const row of came) row.classList.add('arrived');
  if (before.size && now.size) merge(place, template.content, before);
  else place.replaceChildren(...template.content.childNodes);
  if (isLeft) focusFirst(place);
  say(came, gone);
}

/**
 * Put new rows between those that stay, which keep their focus.
 *
 * @param {HTMLElement} place
 * @param {DocumentFragment} fresh
 * @param {Map<string | undefined, HTMLElement>} before
 */
function merge(place, fresh, before) {
  const now = rows(fresh);
  for (const [id, row] of before) if (!now.has(id)) row.remove();
  const list = place.querySelector('[data-leads-list]');
  let above = /** @type {Element | null} */ (null);
  for (const [id, row] of now) {
    const one = before.get(id) ?? row;
    if (one === row) above ? above.after(row) : list?.prepend(row);
    above = one;
  }
  for (const name of ['[data-leads-count]', '[data-leads-more]']) {
    const [old, other] = [place.querySelector(name), fresh.querySelector(name)];
    if (old && other) old.replaceWith(other);
  }
}

/** @param {ParentNode} within */
function rows(within) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll('[data-lead]'));
  return new Map([...found].map((row) => [row.dataset.lead, row]));
}

/**
 * Somebody took the lead that the reader was at: next is the first one that waits.
 *
 * @param {HTMLElement} place
 */
function focusFirst(place) {
  const first = place.querySelector('[data-lead] h2 a');
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement[]} came
 * @param {HTMLElement[]} gone
 */
function say(came, gone) {
  const voice = document.querySelector('[data-leads-voice]');
  const told = [
    ...came.map((row) => `New lead: ${row.dataset.name}.`),
    ...gone.map((row) => `${row.dataset.name} waits no longer.`),
  ];
  if (voice && told.length) voice.textContent = told.join(' ');
}
