// [data-choose-all] chooses every row of its form, or none; Shift chooses all between two clicks.

/** Listen for clicks on the checkboxes of tables. */
export function startChoosing() {
  /** @type {HTMLInputElement | undefined} */
  let last;
  document.addEventListener('click', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== 'checkbox') return;
    const form = box.closest('form');
    const boxes = /** @type {HTMLInputElement[]} */ ([...(form?.querySelectorAll('tbody input[type="checkbox"]') ?? [])]);
    if (box.hasAttribute('data-choose-all')) for (const one of boxes) one.checked = box.checked;
    else if (boxes.includes(box)) {
      if (event.shiftKey && last && boxes.includes(last)) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
      }
      last = box;
    }
  });
}
