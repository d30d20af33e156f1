// The choice between light, dark and what the system says, kept in this browser.

/** Keep [data-theme-choice] radios and the page's theme in step. */
export function startThemeChoice() {
  const root = document.documentElement;
  const radios = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-theme-choice]'));
  for (const radio of radios) {
    radio.checked = radio.value === (root.dataset.theme ?? 'system');
    radio.addEventListener('change', () => {
      if (radio.value === 'system') delete root.dataset.theme;
      else root.dataset.theme = radio.value;
      try {
        if (radio.value === 'system') localStorage.removeItem('theme');
        else localStorage.setItem('theme', radio.value);
      } catch {
        // Storage can be switched off; the choice then holds for this page.
      }
    });
  }
}
