// One event stream per page, only while the page is seen: a browser allows six connections to a host, tabs are many.
//
// Every message becomes an event on document: "live-change" for the stream of activities (detail {seq, verb, …}),
// "live-progress" and "live-progress-<import id>" for running imports, "live-told" when notifications came or were read,
// "live-missed" when some may have been lost.
// A fragment keeps itself fresh by hx-trigger="live-progress-… from:document throttle:400ms".

const LABELS = { live: 'Live', joining: 'Joining', lost: 'Offline' };

/** Follow the stream named by [data-live-url] and show the state of the connection there. */
export function startLive() {
  const place = document.querySelector('[data-live-url]');
  if (!(place instanceof HTMLElement)) return;
  const words = place.querySelector('[data-live-text]');
  /** @type {EventSource | undefined} */
  let source;
  let lastSeq = '';

  /** @param {keyof typeof LABELS} state */
  const show = (state) => {
    if (place.dataset.live === state) return;
    place.dataset.live = state;
    if (words) words.textContent = LABELS[state];
  };
  const join = () => {
    if (source) return;
    show('joining');
    const address = new URL(place.dataset.liveUrl ?? '', location.href);
    if (lastSeq) address.searchParams.set('after', lastSeq);
    source = new EventSource(address);
    source.addEventListener('open', () => show('live'));
    source.addEventListener('error', () => show('lost'));
    for (const name of ['change', 'progress', 'told', 'missed']) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) lastSeq = event.lastEventId;
        pass(name, JSON.parse(event.data));
      });
    }
  };
  const leave = () => {
    source?.close();
    source = undefined;
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? leave() : join()));
  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', (event) => event.persisted && join());
  if (!document.hidden) join();
}

/**
 * @param {string} name
 * @param {{ import_id?: string }} detail
 */
function pass(name, detail) {
  document.dispatchEvent(new CustomEvent(`live-${name}`, { detail }));
  if (name === 'progress' && detail.import_id) {
    document.dispatchEvent(new CustomEvent(`live-progress-${detail.import_id}`, { detail }));
  }
}
