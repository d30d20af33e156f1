// Menus are <details class="menu">; this adds what a menu's reader expects of the keyboard and the pointer.

/** Close menus by Escape, by a click elsewhere and by leaving them; move inside them with the arrows. */
export function startMenus() {
  document.addEventListener('click', (event) => closeAllBut(/** @type {Element} */ (event.target)));
  document.addEventListener('focusin', (event) => closeAllBut(/** @type {Element} */ (event.target)));
  document.addEventListener('keydown', (event) => {
    const menu = /** @type {Element} */ (event.target).closest?.('details.menu[open]');
    if (!menu) return;
    if (event.key === 'Escape') {
      menu.removeAttribute('open');
      menu.querySelector('summary')?.focus();
      event.stopPropagation();
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event, menu);
  });
}

/** @param {Element} inside */
function closeAllBut(inside) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(inside)) menu.removeAttribute('open');
  }
}

/**
 * @param {KeyboardEvent} event
 * @param {Element} menu
 */
function move(event, menu) {
  if (/** @type {Element} */ (event.target).matches('input[type="radio"]')) return;
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('.menu-list :is(a, button, input)')]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const step = event.key === 'ArrowDown' ? 1 : -1;
  items.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step) % items.length)?.focus();
  event.preventDefault();
}
