// Opens the facts behind a number in place. The opener is a link to the page that shows them, so it works without this.
//
//   <a href="/ties/…" data-disclose="#evidence-1" aria-expanded="false" aria-controls="evidence-1">78%</a>
//   <div id="evidence-1" hidden></div>
//
// The slot is filled from the link's address on first opening; openers with the same data-disclose-group show one at a time.
import htmx from 'htmx.org';
import { fetchFragment } from './server.js';
import { toast } from './toasts.js';

/** Open and close what [data-disclose] names; [data-close] inside a slot closes it, and so does Escape. */
export function startDisclosures() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const opener = [...document.querySelectorAll('[data-disclose][aria-expanded="true"]')].at(-1);
    if (!(opener instanceof HTMLElement)) return;
    const isInside = document.querySelector(opener.dataset.disclose ?? '')?.contains(document.activeElement);
    close(opener);
    if (isInside) opener.focus();
  });
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest('[data-disclose]');
    if (opener instanceof HTMLElement && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (opener.getAttribute('aria-expanded') === 'true') close(opener);
      else void open(opener);
    }
    const slot = target.closest('[data-close]')?.closest('[data-slot]');
    const owner = slot && document.querySelector(`[data-disclose="#${slot.id}"][aria-expanded="true"]`);
    if (owner instanceof HTMLElement) {
      close(owner);
      owner.focus();
    }
  });
}

/** @param {HTMLElement} opener */
async function open(opener) {
  const { disclose = '', discloseGroup } = opener.dataset;
  const slot = document.querySelector(disclose);
  if (!(slot instanceof HTMLElement)) return;
  for (const other of document.querySelectorAll('[data-disclose][aria-expanded="true"]')) {
    const same = discloseGroup && other.getAttribute('data-disclose-group') === discloseGroup;
    const shared = other.getAttribute('data-disclose') === disclose;
    if (other instanceof HTMLElement && (same || shared)) close(other);
  }
  opener.setAttribute('aria-expanded', 'true');
  slot.dataset.slot = '';
  slot.hidden = false;
  const address = opener.getAttribute('href');
  if (!address || slot.dataset.from === address) return;
  slot.dataset.from = address;
  slot.replaceChildren();
  slot.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetchFragment(address);
    if (slot.dataset.from !== address) return;
    if (!answer.ok) throw new Error(String(answer.status));
    slot.innerHTML = await answer.text();
    htmx.process(slot);
  } catch {
    delete slot.dataset.from;
    close(opener);
    toast('The facts did not arrive. Nothing was changed; try again.', 'wrong');
  } finally {
    slot.removeAttribute('aria-busy');
  }
}

/** @param {HTMLElement} opener */
function close(opener) {
  opener.setAttribute('aria-expanded', 'false');
  const slot = document.querySelector(opener.dataset.disclose ?? '');
  if (slot instanceof HTMLElement) slot.hidden = true;
}
