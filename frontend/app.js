// What every page loads: htmx and the behaviours, each of which improves HTML that works without it.
import htmx from 'htmx.org';
import { startComboboxes } from './behaviours/combobox.js';
import { startDialogs } from './behaviours/dialogs.js';
import { startDisclosures } from './behaviours/disclosure.js';
import { startForms } from './behaviours/forms.js';
import { startLive } from './behaviours/live.js';
import { startMenus } from './behaviours/menus.js';
import { startPathLights } from './behaviours/paths.js';
import { startShortcuts } from './behaviours/shortcuts.js';
import { startThemeChoice } from './behaviours/theme.js';
import { startToasts } from './behaviours/toasts.js';
import { startUploads } from './behaviours/upload.js';
import { csrfToken } from './behaviours/server.js';

document.addEventListener('htmx:config:request', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  ctx.request.headers['X-CSRFToken'] = csrfToken();
});
htmx.config.defaultTimeout = 30_000;

startThemeChoice();
startToasts();
startMenus();
startDialogs();
startDisclosures();
startComboboxes();
startPathLights();
startShortcuts();
startForms();
startUploads();
startLive();
