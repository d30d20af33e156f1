// The bell counts what is unread: asked again when this reader was told something, here or in another window.
import { fetchFragment } from './server.js';

const SETTLE_MS = 150;

/** Keep [data-bell], which names the address of its inside, up to date. */
export function startBell() {
  const place = document.querySelector('[data-bell]');
  if (!(place instanceof HTMLElement)) return;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(() => refresh(place), SETTLE_MS);
  };
  document.addEventListener('live-told', ask);
  document.addEventListener('live-missed', ask);
  document.addEventListener('live-change', (event) => {
    // Of what came while this window was away only the kinds of entries are told.
    const { verb } = /** @type {CustomEvent} */ (event).detail;
    if (verb?.startsWith('notification.')) ask();
  });
}

/** @param {HTMLElement} place */
async function refresh(place) {
  try {
    const answer = await fetchFragment(place.dataset.bell ?? '');
    if (!answer.ok) return;
    const hasFocus = place.contains(document.activeElement);
    place.innerHTML = await answer.text();
    if (hasFocus) place.querySelector('a')?.focus();
  } catch {
    // Offline: the next event asks again.
  }
}
