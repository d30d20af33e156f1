// The ranked paths by keys: J and K or the arrows move, Enter opens the evidence, X leaves the next person out, "/" asks anew.
import { toast } from './toasts.js';

const MOVES = new Map([['j', 1], ['arrowdown', 1], ['k', -1], ['arrowup', -1]]);

/** Listen on pages that have an answer; everything here is also a link or a button. */
export function startAnswers() {
  document.addEventListener('keydown', pressed, { capture: true });
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null;
    if (button) void copy(button.getAttribute('data-copy') ?? '');
  });
  const show = () => {
    for (const button of document.querySelectorAll('[data-copy][hidden]')) button.removeAttribute('hidden');
  };
  show();
  let isAwaited = false;
  document.addEventListener('combobox:chosen', ({ target }) => {
    isAwaited = target instanceof Element && target.querySelector('[data-search]') !== null;
  });
  document.addEventListener('htmx:after:swap', () => {
    show();
    const answers = all();
    if (isAwaited && answers.length) move(answers, -1, 1);
    isAwaited = false;
  });
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event)) return;
  const key = event.key.toLowerCase();
  const answers = all();
  const at = answers.findIndex((one) => one.contains(document.activeElement));
  let done = true;
  if (key === '/') done = focusBox();
  else if (!answers.length) return;
  else if (MOVES.has(key)) move(answers, at, MOVES.get(key) ?? 0);
  else if (key === 'x') done = click(answers[Math.max(at, 0)], '[data-leave-out]');
  else if (key === 'enter') done = answers[at] === document.activeElement && click(answers[at], weakest(answers[at]));
  else return;
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}

function all() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.answer')]);
}

/**
 * @param {HTMLElement[]} answers
 * @param {number} at Which one has the focus; -1 for none.
 * @param {number} step
 */
function move(answers, at, step) {
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), answers.length - 1);
  answers[next].focus({ preventScroll: true });
  answers[next].scrollIntoView({ block: 'nearest' });
}

/**
 * @param {HTMLElement} answer
 * @returns {string} Its tie with the lowest probability: the one to look at first.
 */
function weakest(answer) {
  const edges = [...answer.querySelectorAll('.edge')];
  const odds = edges.map((edge) => parseFloat(edge.querySelector('b')?.textContent?.replace('<', '') ?? '') || 0);
  const at = odds.indexOf(Math.min(...odds));
  return `.edge[href="${CSS.escape(edges[at]?.getAttribute('href') ?? '')}"]`;
}

/**
 * @param {Element} within
 * @param {string} selector
 * @returns {boolean} Whether there was something to click.
 */
function click(within, selector) {
  const target = within.querySelector(selector);
  if (!(target instanceof HTMLElement)) return false;
  target.click();
  return true;
}

/** @returns {boolean} Whether there is a question to change. */
function focusBox() {
  const box = document.querySelector('[data-ask] [data-search]');
  if (!(box instanceof HTMLInputElement)) return false;
  box.focus();
  box.select();
  return true;
}

/** @param {KeyboardEvent} event */
function isElsewhere(event) {
  const target = event.target;
  if (document.querySelector('dialog[open], details.menu[open]')) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('The path is in the clipboard.');
  } catch {
    toast('This browser lets nothing be copied.', 'wrong');
  }
}
