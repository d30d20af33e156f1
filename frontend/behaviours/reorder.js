// Rows dragged into another order by their handles; a drop sends the list's form, whose buttons do the same by keys.
//
//   <form id="order">…</form>
//   <ol data-reorder="#order"><li><span data-handle hidden>…</span><input type="hidden" form="order" name="order">…
import Sortable from 'sortablejs';

/** Show the handles of this page's lists and listen for drops. */
export function startReordering() {
  for (const list of document.querySelectorAll('[data-reorder]')) {
    if (!(list instanceof HTMLElement)) continue;
    const form = document.querySelector(list.dataset.reorder ?? '');
    if (!(form instanceof HTMLFormElement)) continue;
    for (const handle of list.querySelectorAll('[data-handle]')) handle.removeAttribute('hidden');
    Sortable.create(list, {
      handle: '[data-handle]',
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 140,
      onEnd: ({ oldIndex, newIndex }) => oldIndex === newIndex || form.requestSubmit(),
    });
    list.dataset.ready = '';
  }
}
