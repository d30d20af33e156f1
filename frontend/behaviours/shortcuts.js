// Keys: "/" or Ctrl+K to search, Ctrl+Z to take back, G then a letter to go, "?" for the list; any [data-key] is pressed by its key.
import { openDialog } from './dialogs.js';
import { onceAnswered } from './server.js';

const GO_WITHIN_MS = 1500;

/** Listen for keys while nobody is typing. */
export function startShortcuts() {
  let goUntil = 0;
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      if (focusSearch()) event.preventDefault();
      return;
    }
    if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isTyping(event)) {
      event.preventDefault();
      void onceAnswered(undoLast); // what is on its way is what was done last
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.querySelector('dialog[open]')) return;
    const pressed = event.key.toLowerCase();
    if (performance.now() < goUntil) {
      goUntil = 0;
      const target = document.querySelector(`[data-go="${CSS.escape(pressed)}"]`);
      if (target instanceof HTMLElement) target.click();
    } else if (pressed === 'g') {
      goUntil = performance.now() + GO_WITHIN_MS;
    } else if (pressed === '/') {
      if (focusSearch()) event.preventDefault();
    } else if (pressed === '?') {
      openDialog('#keys');
    } else {
      press(pressed);
    }
  });
}

/** @returns {boolean} Whether there was a search box to focus. */
function focusSearch() {
  const box = document.querySelector('[data-search]');
  if (!(box instanceof HTMLInputElement)) return false;
  box.focus();
  box.select();
  return true;
}

/** Take back what was done last, as its toast would. */
function undoLast() {
  const last = [...document.querySelectorAll('#toasts .toast form [type="submit"]')].at(-1);
  if (last instanceof HTMLElement) last.click();
}

/** @param {string} key */
function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target instanceof HTMLElement) target.click();
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const target = event.target;
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select'));
}
