// What holds for every screen, whoever looks at it: WCAG 2.2 AA by axe-core and by what axe cannot see.
import assert from 'node:assert/strict';
import { accessible } from './browser.mjs';

const sizes = { telephone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

/// What axe does not see. The problems, in words.
function problemsOf(page, language) {
  return page.evaluate((wanted) => {
    const problems = [];
    if (document.documentElement.lang !== wanted) problems.push(`the page says it is ${document.documentElement.lang}`);
    if (document.querySelectorAll('h1').length !== 1) problems.push('there is not one h1');
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) problems.push(`${document.documentElement.scrollWidth - width} pixels stick out to the side`);
    for (const field of document.querySelectorAll('main input:not([type=hidden], .visually-hidden)')) {
      for (const id of (field.getAttribute('aria-describedby') ?? '').split(' ')) {
        if (id && id !== 'problem' && !document.getElementById(id)) problems.push(`${field.name} is described by ${id}, which is not there`);
      }
      // 3.3.8: nothing to remember or to copy by hand; password managers and pasting may help.
      const may = { password: ['current-password', 'new-password'], email: ['username'] }[field.type];
      if (may && !may.includes(field.autocomplete)) problems.push(`${field.name} says autocomplete="${field.autocomplete}"`);
      const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
      if (!field.dispatchEvent(paste)) problems.push(`${field.name} does not let people paste`);
    }
    return problems;
  }, language);
}

/// Walks through the page with the Tab key: each stop can be seen, whole, with a ring around it.
export async function walkByKeyboard(page, name) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  const stops = new Set();
  let ends = 0;  // the walk begins in the middle, where the focus was, and comes past the end once
  for (let press = 0; press < 150 && ends < 2; ++press) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body) return undefined;
      const box = here.getBoundingClientRect();
      const style = getComputedStyle(here);
      const over = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1));
      const all = [...document.querySelectorAll('*')];
      return { place: all.indexOf(here), what: here.outerHTML.slice(0, 90),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && Boolean(over) && (here.contains(over) || over.contains(here)) };
    });
    if (!stop) ++ends;
    if (!stop || stops.has(stop.place)) continue;
    stops.add(stop.place);
    assert.ok(stop.ring, `${name}: no ring around ${stop.what}`);
    assert.ok(stop.seen, `${name}: hidden while it has the focus: ${stop.what}`);
  }
  const reachable = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled && one.type !== 'hidden').length);
  assert.ok(stops.size >= reachable, `${name}: only ${stops.size} of ${reachable} can be reached by keyboard`);
}

/// Each field in error says so, is described by what is wrong with it, and one of them has the focus (3.3.1, 4.1.2).
export function problemsOfWrongFields(page) {
  return page.evaluate(() => {
    const wrong = [...document.querySelectorAll('[aria-invalid=true]')];
    const told = (field) => (field.getAttribute('aria-describedby') ?? '').split(' ')
      .some((id) => document.getElementById(id)?.matches('#problem, .error'));
    const problems = wrong.filter((field) => !told(field)).map((field) => `${field.name} does not say what is wrong with it`);
    const here = document.activeElement;
    if (wrong.length > 0 && !wrong.includes(here)) problems.push(`the focus is on ${here.name ?? here.tagName}`);
    return problems;
  });
}

/// In both themes, on a telephone and a desktop, narrow, and with letters of twice the size.
export async function checkLooks(page, name, language) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const size of Object.values(sizes)) {
      await page.setViewportSize(size);
      await accessible(page);
      assert.deepEqual(await problemsOf(page, language), [], `${name}, ${size.width} pixels wide`);
    }
  }
  // 1.4.10: 320 pixels, which is also 1280 at 400 %; 1.4.4: text of twice the size.
  await page.setViewportSize({ width: 320, height: 640 });
  assert.deepEqual(await problemsOf(page, language), [], `${name}, 320 pixels wide`);
  await page.setViewportSize({ width: 640, height: 800 });
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  assert.deepEqual(await problemsOf(page, language), [], `${name}, at 200 %`);
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(sizes.desktop);
}
