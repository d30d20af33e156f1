// Rows dragged into another order by their handles; a drop sends the form around them, whose buttons do the same by keys.
//
//   <form data-reorder><ol data-reorder-list><li><span data-handle hidden>…</span><input type="hidden" name="order">…
import Sortable from 'sortablejs';

/** Show the handles of this page's lists and listen for drops. */
export function startReordering() {
  for (const form of document.querySelectorAll('form[data-reorder]')) {
    const list = form.querySelector('[data-reorder-list]');
    if (!(form instanceof HTMLFormElement) || !(list instanceof HTMLElement)) continue;
    for (const handle of form.querySelectorAll('[data-handle]')) handle.removeAttribute('hidden');
    Sortable.create(list, {
      handle: '[data-handle]',
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 140,
      onEnd: ({ oldIndex, newIndex }) => oldIndex === newIndex || form.requestSubmit(),
    });
    form.dataset.ready = '';
  }
}
