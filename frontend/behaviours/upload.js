// File upload with progress and a way to stop. The form posts by itself without this.
//
//   <form data-upload data-upload-limit="BYTES" method="post" enctype="multipart/form-data" action="…">
//     <div class="drop" data-drop><input type="file" …></div>
//     <div data-upload-state hidden><span class="progress"></span><span data-upload-text></span>
//       <button type="button" data-upload-cancel>Stop</button></div>
//   </form>
//
// The server answers with HX-Redirect when it has the file, with the form again (422), or with a toast.
import htmx from 'htmx.org';
import { csrfToken } from './server.js';
import { toast } from './toasts.js';

/** Improve every form[data-upload], also those that a later answer brings. */
export function startUploads() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('[data-upload]')) return;
    event.preventDefault();
    send(form);
  });
  for (const name of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      const zone = event.target instanceof Element ? event.target.closest('[data-drop]') : null;
      if (!(zone instanceof HTMLElement)) return;
      zone.classList.toggle('over', name === 'dragover');
      if (name !== 'dragleave') event.preventDefault();
      if (name === 'drop') take(zone, /** @type {DragEvent} */ (event));
    });
  }
}

/**
 * @param {HTMLElement} zone
 * @param {DragEvent} event
 */
function take(zone, event) {
  const input = zone.querySelector('input[type="file"]');
  if (!(input instanceof HTMLInputElement) || !event.dataTransfer?.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @param {HTMLFormElement} form */
function send(form) {
  if (form.dataset.sending) return;
  const limit = Number(form.dataset.uploadLimit ?? Infinity);
  if (sizeOf(form) > limit) {
    toast(`That is more than the ${(limit / 1e6).toLocaleString('en')} MB one upload may have. Nothing was sent.`, 'wrong');
    return;
  }
  form.dataset.sending = '';
  const state = form.querySelector('[data-upload-state]');
  const bar = state?.querySelector('.progress');
  const text = state?.querySelector('[data-upload-text]');
  const request = new XMLHttpRequest();
  const began = performance.now();
  const show = (/** @type {boolean} */ on) => state instanceof HTMLElement && (state.hidden = !on);
  request.upload.addEventListener('progress', (event) => {
    if (!event.lengthComputable) return;
    const share = event.loaded / event.total;
    if (bar instanceof HTMLElement) bar.style.setProperty('--s', share.toFixed(3));
    if (text) text.textContent = progressText(share, event.total, performance.now() - began);
  });
  request.addEventListener('loadend', () => {
    delete form.dataset.sending;
    show(false);
    finish(form, request);
  });
  state?.querySelector('[data-upload-cancel]')?.addEventListener('click', () => request.abort(), { once: true });
  request.open('POST', form.action);
  request.setRequestHeader('HX-Request', 'true');
  request.setRequestHeader('X-CSRFToken', csrfToken());
  show(true);
  request.send(new FormData(form));
}

/**
 * @param {HTMLFormElement} form
 * @returns {number} Bytes of all chosen files.
 */
function sizeOf(form) {
  const inputs = [...form.querySelectorAll('input[type="file"]')];
  const files = inputs.flatMap((one) => [.../** @type {HTMLInputElement} */ (one).files ?? []]);
  return files.reduce((sum, file) => sum + file.size, 0);
}

/**
 * @param {HTMLFormElement} form
 * @param {XMLHttpRequest} request
 */
function finish(form, request) {
  const next = request.getResponseHeader('HX-Redirect');
  if (next) {
    location.assign(next);
  } else if (request.status === 0) {
    toast('The file was not sent. Nothing was kept.', 'wrong');
  } else if (request.getResponseHeader('HX-Retarget') === '#toasts') {
    document.querySelector('#toasts')?.insertAdjacentHTML('beforeend', request.responseText);
  } else {
    const parent = form.parentElement;
    form.outerHTML = request.responseText;
    if (parent) htmx.process(parent);
    const wrong = parent?.querySelector('[role="alert"], [aria-invalid="true"]');
    if (wrong instanceof HTMLElement) wrong.scrollIntoView({ block: 'nearest' });
  }
}

/**
 * @param {number} share 0 to 1.
 * @param {number} total Bytes.
 * @param {number} elapsed Milliseconds.
 */
function progressText(share, total, elapsed) {
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
  const seconds = share > 0.02 ? Math.ceil((elapsed / share - elapsed) / 1000) : null;
  const left = seconds === null ? '' : `, about ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`;
  return `${megabytes(share * total)} of ${megabytes(total)} MB${left}`;
}
