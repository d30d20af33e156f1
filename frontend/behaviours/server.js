// Asking the server that a page came from.
import { toast } from './toasts.js';

/** A request that was not carried out; `status` is its HTTP status, 0 where there was no answer. */
export class RefusedError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

let isToldSignedOut = false;
/** @type {Set<Promise<unknown>>} */
const pending = new Set();

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
 * @throws {RefusedError} With the sentence to show.
 */
export function ask(url, body) {
  const answer = send(url, body).finally(() => pending.delete(answer));
  pending.add(answer);
  return answer;
}

/**
 * Do something once everything that was asked for is answered and shown; at once where nothing is.
 *
 * @param {() => void} act
 */
export async function onceAnswered(act) {
  while (pending.size) {
    await Promise.allSettled(pending);
    await new Promise((resume) => setTimeout(resume));
  }
  act();
}

/**
 * @param {string} url
 * @param {FormData} body
 * @returns {Promise<unknown>}
 */
async function send(url, body) {
  const headers = { Accept: 'application/json', 'X-CSRFToken': csrfToken() };
  let response;
  try {
    response = await fetch(url, { method: 'POST', headers, body, credentials: 'same-origin' });
  } catch {
    throw new RefusedError('The server does not answer; nothing was changed.', 0);
  }
  const answer = await response.json();
  if (!response.ok) throw new RefusedError(answer.message, response.status);
  return answer;
}

/**
 * Ask for JSON that a page keeps itself fresh by; who was signed out meanwhile is told so once.
 *
 * @param {URL} url
 * @returns {Promise<unknown>} Undefined where there is none: whatever happens next asks again.
 */
export async function look(url) {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' }).catch(() => undefined);
  if (response?.ok) return response.json();
  if (response?.status === 401 && !isToldSignedOut) {
    isToldSignedOut = true;
    toast((await response.json()).message, 'wrong');
  }
  return undefined;
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
