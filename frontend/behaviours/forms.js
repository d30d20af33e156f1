// Forms that answer at once: a change inside [data-submit-on-change] sends the form around it.

/** Listen for changes; the form keeps its button for where script does not run. */
export function startForms() {
  document.addEventListener('change', (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) return;
    if (input.closest('[data-submit-on-change]')) input.form?.requestSubmit();
  });
}
