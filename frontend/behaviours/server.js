// What the page says about the server it came from.

/** @returns {string} The token that every POST carries. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';
}

/**
 * Fetches a fragment the way htmx does, so that the server answers with one.
 *
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
export function fetchFragment(url, signal) {
  return fetch(url, { headers: { 'HX-Request': 'true', Accept: 'text/html' }, credentials: 'same-origin', signal });
}
