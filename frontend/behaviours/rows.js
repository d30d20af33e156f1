// J and K move through the rows of a list: [data-row] holds the link that Enter opens.

/** Listen for J and K while nobody is typing. */
export function startRows() {
  document.addEventListener('keydown', (event) => {
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (document.activeElement?.closest('.group-map')) return; // there they walk the cards
    const target = event.target;
    if (target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')) return;
    const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-row]')]
      .map((row) => row.querySelector('[data-row-link], a[href]'))
      .filter((link) => link instanceof HTMLElement));
    const at = links.findIndex((link) => link.closest('[data-row]')?.contains(document.activeElement));
    const next = links[at < 0 ? (step > 0 ? 0 : -1) : Math.min(Math.max(at + step, 0), links.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  });
}
