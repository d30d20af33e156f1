// Toasts: what happened, in a live region, with at most one thing to do about it.
const STAY_MS = 7000;
const STAY_WITH_ACTION_MS = 20000;
const MOST_REFUSALS = 3; // which stay until they are read; said again, a refusal takes its own place
const KEPT = 'undo'; // in sessionStorage: what can still be taken back, on whichever page one is by then

/**
 * Shows a sentence in the live region.
 *
 * @param {string} text
 * @param {'told' | 'wrong'} [kind]
 */
export function toast(text, kind = 'told') {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector(`#toast-${kind}`));
  const region = document.querySelector('#toasts');
  if (!template || !region) return;
  const one = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const line = one.querySelector('[data-toast-text]');
  if (line) line.textContent = text;
  region.append(one);
  return one;
}

/**
 * Shows what was done, with a button that takes it back.
 *
 * @param {string} text
 * @param {string | null} undo Address that takes it back; null where nothing was changed.
 */
export function toastWithUndo(text, undo) {
  const one = toast(text);
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector('#undo-template'));
  const form = /** @type {HTMLFormElement | undefined} */ (template?.content.firstElementChild?.cloneNode(true));
  if (!one || !undo || !form) return;
  form.action = undo;
  one.querySelector('[data-toast-text]')?.after(form);
  arm(one);
}

/** Let the toasts of #toasts go by themselves, unless somebody reads them or they say that something failed. */
export function startToasts() {
  const region = document.querySelector('#toasts');
  if (!region) sessionStorage.removeItem(KEPT); // signed out: the next one to sign in did nothing yet
  if (!region) return;
  const kept = remembered();
  if (kept && kept.until > Date.now() && !region.querySelector('form')) toastWithUndo(kept.text, kept.undo);
  for (const one of region.children) arm(one);
  new MutationObserver((changes) => {
    for (const change of changes) for (const one of change.addedNodes) if (one instanceof Element) arm(one);
  }).observe(region, { childList: true });
  region.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!target.closest('[data-dismiss]')) return;
    target.closest('.toast')?.remove();
    sessionStorage.removeItem(KEPT);
  });
  region.addEventListener('submit', () => sessionStorage.removeItem(KEPT));
}

/** @param {Element} one */
function arm(one) {
  if (!(one instanceof HTMLElement)) return;
  if (one.dataset.kind === 'wrong') {
    makeRoom(one);
    return;
  }
  const stay = one.querySelector('form, a') ? STAY_WITH_ACTION_MS : STAY_MS;
  keep(one.querySelector('form'), one, stay);
  let timer = setTimeout(() => one.remove(), stay);
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    timer = setTimeout(() => one.remove(), stay);
  };
  for (const name of ['pointerenter', 'focusin']) one.addEventListener(name, hold);
  for (const name of ['pointerleave', 'focusout']) one.addEventListener(name, release);
}

/** @param {HTMLElement} one The newest refusal. */
function makeRoom(one) {
  const others = [...(one.parentElement?.querySelectorAll('.toast[data-kind="wrong"]') ?? [])].filter((other) => other !== one);
  const kept = others.filter((other) => wordsOf(other) !== wordsOf(one));
  const stay = new Set(kept.slice(1 - MOST_REFUSALS));
  for (const other of others) if (!stay.has(other)) other.remove();
}

/** @param {Element} one */
function wordsOf(one) {
  return one.querySelector('[data-toast-text]')?.textContent ?? '';
}

/**
 * @param {HTMLFormElement | null} form What takes it back.
 * @param {Element} one Its toast.
 * @param {number} stay
 */
function keep(form, one, stay) {
  const undo = form?.getAttribute('action');
  if (!undo || remembered()?.undo === undo) return;
  sessionStorage.setItem(KEPT, JSON.stringify({ text: wordsOf(one), undo, until: Date.now() + stay }));
}

/** @returns {{ text: string, undo: string, until: number } | null} */
function remembered() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
}
