// Tasks are ticked and added where they stand; without script the same forms lead back to the page.
import { RefusedError, ask } from './server.js';
import { toast, toastWithUndo } from './toasts.js';

/** Send the forms of tasks by script. */
export function startTasks() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if ('tick' in form.dataset) {
      event.preventDefault();
      tick(form);
    }
    if ('taskAdd' in form.dataset) {
      event.preventDefault();
      add(form);
    }
  });
}

/** @param {HTMLFormElement} form */
async function tick(form) {
  const row = form.closest('[data-task]');
  const box = form.querySelector('[role="checkbox"]');
  if (!row || !box || form.dataset.busy) return;
  form.dataset.busy = '1';
  const was = box.getAttribute('aria-checked');
  const body = new FormData(form);
  box.setAttribute('aria-checked', was === 'true' ? 'false' : 'true');
  row.classList.toggle('done');
  const answer = await send(form, body);
  delete form.dataset.busy;
  if (!answer) {
    box.setAttribute('aria-checked', was ?? 'false');
    row.classList.toggle('done');
    return;
  }
  const hadFocus = row.contains(document.activeElement);
  const fresh = rowOf(answer.html);
  row.replaceWith(fresh);
  if (hadFocus) /** @type {HTMLElement | null} */ (fresh.querySelector('[role="checkbox"]'))?.focus();
  toastWithUndo(answer.told, answer.undo);
}

/** @param {HTMLFormElement} form */
async function add(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = '1';
  // Sent again after a lost answer, it is the same task.
  form.dataset.key ??= crypto.randomUUID();
  const body = new FormData(form);
  body.set('key', form.dataset.key);
  const answer = await send(form, body);
  delete form.dataset.busy;
  if (!answer) return;
  delete form.dataset.key;
  const list = document.querySelector('[data-tasks]');
  list?.querySelector('[data-no-tasks]')?.remove();
  list?.prepend(rowOf(answer.html));
  form.reset();
  /** @type {HTMLElement | null} */ (form.querySelector('[name="title"]'))?.focus();
  toastWithUndo(answer.told, answer.undo);
}

/**
 * @param {HTMLFormElement} form
 * @param {FormData} body
 * @returns {Promise<{ html: string, told: string, undo: string | null } | null>} null where it was refused, which is told.
 */
async function send(form, body) {
  try {
    return /** @type {{ html: string, told: string, undo: string | null }} */ (await ask(form.action, body));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    toast(error.message, 'wrong');
    return null;
  }
}

/** @param {string} html */
function rowOf(html) {
  const template = document.createElement('template');
  template.innerHTML = html.trim();
  return /** @type {HTMLElement} */ (template.content.firstElementChild);
}
