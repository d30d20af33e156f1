// What the page says about the server it came from.

/** @returns {string} The token that every POST carries. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';
}

/**
 * Send a form and return the answer's JSON.
 *
 * @param {string} url
 * @param {FormData} body
 * @returns {Promise<unknown>}
 */
export async function ask(url, body) {
  const headers = { Accept: 'application/json', 'X-CSRFToken': csrfToken() };
  let response;
  try {
    response = await fetch(url, { method: 'POST', headers, body, credentials: 'same-origin' });
  } catch {
    throw new Error('The server does not answer; nothing was changed.');
  }
  if (response.redirected) throw new Error('You are signed out. Load the page and sign in again.');
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
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
