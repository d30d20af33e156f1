// A path in the list and the same path in the drawing light up together: both carry data-path="1", a tie of two paths "1 3".

/** Mark everything of the path under the pointer or the focus with the class "lit". */
export function startPathLights() {
  for (const name of ['pointerover', 'focusin']) {
    document.addEventListener(name, (event) => {
      const at = event.target instanceof Element ? event.target.closest('[data-path]') : null;
      light(at?.getAttribute('data-path')?.split(' ') ?? []);
    });
  }
}

/** @param {string[]} numbers */
function light(numbers) {
  for (const one of document.querySelectorAll('[data-path]')) {
    const of = one.getAttribute('data-path')?.split(' ') ?? [];
    one.classList.toggle('lit', of.some((number) => numbers.includes(number)));
  }
}
