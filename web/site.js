// Small comforts for pages that all work without it. No part of a page may depend on this file.
//
// Read  docs/looks.md lists the data-… attributes. What only works here stands in the page with `hidden`
//       and `data-script`, so that it appears only where it can be used.
// Why   The policy of our pages forbids inline scripts and writing HTML, so texts are only ever set as text.
'use strict';

for (const element of document.querySelectorAll('[data-script]')) element.hidden = false;

// What a screen reader should hear without the focus moving.
const spoken = document.createElement('p');
spoken.className = 'visually-hidden';
spoken.setAttribute('role', 'status');
document.body.append(spoken);

// data-copy="id": copies that element's text; in groups (data-joined) without the spaces between them.
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const text = source.innerText.trim();
  try {
    await navigator.clipboard.writeText('joined' in button.dataset ? text.replace(/\s/g, '') : text);
  } catch {
    getSelection().selectAllChildren(source);  // Not allowed here: the person copies the marked text.
    return;
  }
  const before = button.textContent;
  if (before === button.dataset.done) return;
  button.textContent = spoken.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; spoken.textContent = ''; }, 2500);
}

// data-show="id": shows or hides what was typed into that password field.
function show(button) {
  const field = document.getElementById(button.dataset.show);
  const visible = field.type === 'password';
  field.type = visible ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(visible));
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button?.dataset.copy) copy(button);
  else if (button?.dataset.show) show(button);
  else if (button && 'print' in button.dataset) print();

  for (const menu of document.querySelectorAll('.name-menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && document.querySelector('.name-menu[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});

// A second press while the first is on its way would send the form twice. The button is switched off after
// the browser has read the form, and on again when the answer stays away or the page comes back.
// Nothing here sends a form by itself, least of all a code that has become complete.
let sent = [];
function allow() {
  for (const button of sent) button.disabled = false;
  sent = [];
}
document.addEventListener('submit', (event) => {
  for (const button of event.target.querySelectorAll('[data-show][aria-pressed=true]')) show(button);
  if ('repeatable' in event.target.dataset) return;  // a download leaves the page where it is
  setTimeout(() => {
    if (event.defaultPrevented) return;
    sent = [...event.target.querySelectorAll('button:not([type=button], :disabled)')];
    for (const button of sent) button.disabled = true;
    setTimeout(allow, 10000);
  });
});
addEventListener('pageshow', allow);

// data-check="/path": while a new password is typed, asks the portal what it thinks of it. The answer is plain
// text, one judgement a line, "+ " or "- " before each. The judgement that counts is made after sending.
for (const field of document.querySelectorAll('input[data-check]')) {
  const list = document.getElementById(field.dataset.output);
  let pause;
  let latest;
  field.addEventListener('input', () => {
    clearTimeout(pause);
    latest?.abort();
    if (field.value === '') { list.replaceChildren(); return; }
    pause = setTimeout(async () => {
      latest = new AbortController();
      try {
        const answer = await fetch(field.dataset.check,
          { method: 'POST', body: new URLSearchParams(new FormData(field.form)), signal: latest.signal });
        if (!answer.ok) return;
        const lines = (await answer.text()).split('\n').filter((line) => /^[+-] /.test(line));
        list.replaceChildren(...lines.map((line) => {
          const item = document.createElement('li');
          item.className = line[0] === '+' ? 'met' : 'missing';
          item.textContent = line.slice(2);
          return item;
        }));
      } catch { /* No connection: the portal judges when the form is sent. */ }
    }, 400);
  });
}

// data-wait="/path": asks there, again and again, whether data-state is still the state of things; the answer comes
// when it is not, as one word. Then the form goes on that says data-goes-on with that word; or what is
// data-shown-when that word is shown; or the page is loaded again. A form with data-goes-on="now" goes on by itself.
function go_on(word) {
  const form = document.querySelector(`form[data-goes-on="${CSS.escape(word)}"]`);
  form?.requestSubmit();
  return form !== null;
}
async function wait(element) {
  let pause = 0;
  const rest = () => {
    pause = Math.min(pause ? pause * 2 : 2, 30);
    return new Promise((resolve) => setTimeout(resolve, pause * 1000));
  };
  for (;;) {
    const asked = Date.now();
    try {
      const state = element.dataset.state;
      const answer = await fetch(`${element.dataset.wait}?state=${encodeURIComponent(state)}`, { redirect: 'error' });
      if (!answer.ok) throw new Error();
      const word = (await answer.text()).trim();
      if (word === state && Date.now() - asked < 3000) {
        await rest();  // Sent away at once: another tab waits too, or there is no room.
        continue;
      }
      pause = 0;
      if (word !== state) {
        if (go_on(word)) return;
        const shown = [...element.querySelectorAll('[data-shown-when]')];
        if (!shown.some((part) => part.dataset.shownWhen === word)) {
          if (word === 'cancelled' && element.dataset.over) location.replace(element.dataset.over);
          else location.reload();
          return;
        }
        for (const part of shown) part.hidden = part.dataset.shownWhen !== word;
        element.dataset.state = word;
      }
    } catch {
      await rest();  // No connection, or the portal has much to do.
    }
  }
}
for (const element of document.querySelectorAll('[data-wait]')) wait(element);
go_on('now');
