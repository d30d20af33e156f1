// The slider over a deal's past: it says its day while it moves, and shows the group as it was at the end of that day.
//
// Without this the day is chosen in the date field beside it.
import { fetchFragment } from './server.js';
import { toast } from './toasts.js';

const SETTLED_MS = 150; // until a slider that moves is taken to stand
const DAY_MS = 86_400_000;

/**
 * Bring the slider of a page to life; it may come later than the page.
 *
 * @param {HTMLElement} group What it shows the past of.
 * @param {(html: string) => void} show Shows the group of another day.
 */
export function startTime(group, show) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  let latest = 0;

  document.addEventListener('input', (event) => {
    const slider = event.target;
    if (!(slider instanceof HTMLInputElement) || slider.type !== 'range' || !slider.form?.matches('[data-time]')) return;
    const day = new Date(Date.parse(slider.form.dataset.begun ?? '') + Number(slider.value) * DAY_MS);
    const field = slider.form.elements.namedItem('at');
    if (field instanceof HTMLInputElement) field.value = day.toISOString().slice(0, 10);
    slider.setAttribute('aria-valuetext', day.toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }));
    clearTimeout(soon);
    const { form } = slider;
    soon = setTimeout(() => void look(form), SETTLED_MS);
  });

  /** @param {HTMLFormElement} form */
  async function look(form) {
    const asked = new URLSearchParams(/** @type {any} */ (new FormData(form))).toString();
    const page = `${form.action}?${asked}`;
    if (group.dataset.then === undefined) {
      location.assign(page); // of now there is more on the page than of then
      return;
    }
    latest += 1;
    const mine = latest;
    const part = `${group.dataset.url?.split('?')[0]}?${asked}`;
    const response = await fetchFragment(part);
    if (mine !== latest) return;
    if (!response.ok) {
      toast('There is nothing to show of that day.', 'wrong');
      return;
    }
    group.dataset.url = part;
    history.replaceState(history.state, '', page);
    show(await response.text());
  }
}
