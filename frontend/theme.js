// Runs before the first paint: a chosen theme is there from the start, and the server learns the reader's zone.
// Without a choice the system decides; without the cookie, times are shown in UTC and say so.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be switched off; the system's theme stands.
}
const zone = `zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`;
if (!document.cookie.split('; ').includes(zone)) {
  document.cookie = `${zone}; path=/; max-age=31536000; samesite=lax`;
}
