// What every page loads: htmx and the behaviours, each of which improves HTML that works without it.
import htmx from 'htmx.org';
import { startAnswers } from './behaviours/answers.js';
import { startBell } from './behaviours/bell.js';
import { startChoosing } from './behaviours/choosing.js';
import { startComboboxes } from './behaviours/combobox.js';
import { startDialogs } from './behaviours/dialogs.js';
import { startDisclosures } from './behaviours/disclosure.js';
import { startForms } from './behaviours/forms.js';
import { startLive } from './behaviours/live.js';
import { startMenus } from './behaviours/menus.js';
import { startPathLights } from './behaviours/paths.js';
import { startRows } from './behaviours/rows.js';
import { startShortcuts } from './behaviours/shortcuts.js';
import { startTasks } from './behaviours/tasks.js';
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
startAnswers();
startToasts();
startMenus();
startDialogs();
startDisclosures();
startComboboxes();
startPathLights();
startShortcuts();
startRows();
startForms();
startChoosing();
startUploads();
startTasks();
startBell();
startLive();
if (document.querySelector('[data-board]')) import('./behaviours/board.js').then(({ startBoard }) => startBoard());
if (document.querySelector('[data-group]')) import('./behaviours/group.js').then(({ startGroup }) => startGroup());
if (document.querySelector('[data-around], [data-people-map]')) import('./behaviours/around.js').then(({ startAround }) => startAround());
if (document.querySelector('[data-cells]')) import('./behaviours/cells.js').then(({ startCells }) => startCells());
if (document.querySelector('[data-leads]')) import('./behaviours/leads.js').then(({ startLeads }) => startLeads());
if (document.querySelector('[data-reorder]')) import('./behaviours/reorder.js').then(({ startReordering }) => startReordering());
