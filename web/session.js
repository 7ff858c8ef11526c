// Warns before a session ends, or a sign-in that was begun; lets it go on; keeps what was typed when a session has
// ended (WCAG 2.2, 2.2.1).
//
// Read  templates/session_end.html and attempt_end.html, the dialogs; src/features/staying and signin/more_time, what is
//       asked of the portal.
// Why   The portal counts from the last request of any window. So before it warns, this asks how long is really
//       left; and whoever typed or clicked here in the meantime is there, and is not asked.
'use strict';

const ending = document.getElementById('session-end');
const warnBefore = 120;  // seconds
let endsAt = 0;
let wasHere = false;     // something was typed or clicked since the portal last heard of it
let typed = false;       // something stands in a form that was not sent
let timer;

function left() { return Math.max(0, Math.round((endsAt - Date.now()) / 1000)); }
function lasts(seconds) { endsAt = Date.now() + seconds * 1000; }

async function ask(path, options) {
  const answer = await fetch(path, { ...options, redirect: 'error' });
  if (!answer.ok) throw new Error(path);
  return Number(await answer.text());
}

/// It goes on, if it still can.
async function stay() {
  wasHere = false;
  const form = ending.querySelector(`form[action="${ending.dataset.stays}"]`);
  lasts(await ask(ending.dataset.stays, { method: 'POST', body: new URLSearchParams(new FormData(form)) }));
}

function show(when) {
  for (const part of ending.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== when;
  const [title, why] = ending.querySelectorAll(`[data-when="${when}"] :is(h2, h2 + p)`);
  title.id ||= `session-end-${when}`;
  why.id ||= `session-end-${when}-why`;
  ending.setAttribute('aria-labelledby', title.id);
  ending.setAttribute('aria-describedby', why.id);
  ending.hidden = false;
  if (!ending.open) ending.showModal();
}

function close() {
  ending.close();
  ending.hidden = true;
}

/// The countdown to be seen, and at a few moments to be heard.
function tell() {
  const seconds = left();
  const spoken = ending.querySelector('[data-spoken]');
  for (const shown of ending.querySelectorAll('[data-left]')) {
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  const said = spoken.dataset.spoken.split('|').map((part) => part.split(/:(.*)/s))
    .filter(([from]) => Number(from) >= seconds).at(-1);
  if (said && spoken.textContent !== said[1]) spoken.textContent = said[1];
}

function over() {
  clearInterval(timer);
  ending.querySelector('[data-spoken]').textContent = '';
  if (typed && ending.querySelector('[data-when="over"]')) show('over');
  else location.assign(ending.dataset.over);
}

/// Looks again at the right moment; a computer that slept in between looks as soon as it wakes.
async function look() {
  clearInterval(timer);
  if (left() > warnBefore) {
    if (ending.open) close();
    timer = setInterval(() => { if (left() <= warnBefore) look(); }, 5000);
    return;
  }
  try {
    if (wasHere && left() > 0) await stay();
    else lasts(await ask(ending.dataset.asks));
  } catch { /* No connection: what is known counts. */ }
  if (left() > warnBefore) { look(); return; }
  if (left() === 0) { over(); return; }
  if (!ending.open) show('soon');
  tell();
  timer = setInterval(() => { if (left() === 0) look(); else tell(); }, 1000);
}

ending.addEventListener('submit', async (event) => {
  if (event.target.getAttribute('action') !== ending.dataset.stays) return;
  event.preventDefault();
  try { await stay(); } catch { over(); return; }
  if (left() > warnBefore) { close(); look(); } else { show('last'); }
});
ending.addEventListener('click', (event) => { if (event.target.closest('[data-close]')) close(); });
// Escape says "I am here", too.
ending.addEventListener('cancel', (event) => {
  event.preventDefault();
  const here = ending.querySelector('[data-when]:not([hidden]) button');
  here?.click();
});
for (const kind of ['keydown', 'pointerdown']) {
  addEventListener(kind, () => { if (!ending.open) wasHere = true; }, { passive: true });
}
addEventListener('input', (event) => { if (!ending.contains(event.target)) typed = true; });
addEventListener('submit', (event) => { if (!ending.contains(event.target)) typed = false; });
document.addEventListener('visibilitychange', () => { if (!document.hidden && left() <= warnBefore) look(); });

lasts(Number(ending.dataset.seconds));
look();
