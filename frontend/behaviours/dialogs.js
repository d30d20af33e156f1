// Native dialogs: [data-dialog="#id"] opens one, [data-dialog-close] closes the one around it.

/** Open and close dialogs; the browser returns the focus by itself. */
export function startDialogs() {
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest('[data-dialog]');
    if (opener && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // a link opens the dialog's own page where script does not run
      openDialog(opener.getAttribute('data-dialog') ?? '');
    }
    if (target.closest('[data-dialog-close]') || target.matches('dialog[open]')) target.closest('dialog')?.close();
  });
}

const FIELD = 'form :is(input:not([type="hidden"], [type="radio"]:not(:checked)), select, textarea)';

/**
 * Open a dialog with the focus on its first field; the browser's own choice would be Close.
 * @param {string} selector
 */
export function openDialog(selector) {
  const dialog = document.querySelector(selector);
  if (dialog instanceof HTMLDialogElement && !dialog.open) {
    dialog.showModal();
    const field = dialog.querySelector(FIELD);
    if (field instanceof HTMLElement) field.focus();
  }
}
