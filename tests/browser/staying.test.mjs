// Before a session ends: a dialog with a countdown, one press to stay, and what was typed is still there (WCAG 2.2, 2.2.1).
// The browser's clock is moved, and what the portal says about the time left is put in its mouth, for it cannot be moved.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, activateAuthenticator, followInvitation, launch, logIn, open } from './browser.mjs';
import { Portal } from './portal.mjs';

const password = 'seven quiet herons wade';
let portal;
let browser;
let page;

before(async () => {
  portal = await Portal.start();
  browser = await launch();
  portal.addPerson(portal.addOrganisation('Example BV'), 'ann@example.com', 'Ann', 'Bakker');
  page = await open(browser);
  await page.clock.install();
  await followInvitation(page, portal, 'ann@example.com', password);
  await logIn(page, portal, 'ann@example.com', password);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/// What the portal answers when it is asked how long is left.
async function portalSays(seconds) {
  await page.unroute('**/session/left').catch(() => {});
  await page.route('**/session/left', (route) => route.fulfill({ body: `${seconds}\n`, contentType: 'text/plain' }));
}

const dialog = () => page.locator('#session-end');

test('a dialog warns two minutes before, counts down to be seen and heard, and one press goes on', async () => {
  await page.goto(`${portal.address}/account-security/password`);
  await page.clock.fastForward('27:00');
  assert.equal(await dialog().isVisible(), false);
  await portalSays(119);
  await page.clock.fastForward('01:30');
  await dialog().waitFor();
  await accessible(page);
  assert.match(await dialog().innerText(), /Are you still there\?[\s\S]*1:5\d[\s\S]*Stay logged in/);
  assert.equal(await dialog().getByRole('status').textContent(), 'You are logged off in two minutes.');
  const within = await page.evaluate(() => document.getElementById('session-end').contains(document.activeElement));
  assert.ok(within, 'the dialog has the focus');
  await page.clock.runFor(62_000);
  assert.equal(await dialog().getByRole('status').textContent(), 'You are logged off in one minute.');
  await dialog().getByRole('button', { name: 'Stay logged in' }).press('Enter');
  await dialog().waitFor({ state: 'hidden' });
  assert.ok(page.url().endsWith('/account-security/password'), 'the page stays where it is');
});

test('who typed in the meantime is there, and is not asked', async () => {
  await page.goto(`${portal.address}/account-security/password`);
  await page.locator('#current_password').pressSequentially('a');
  await portalSays(100);
  const stayed = page.waitForRequest('**/session/stay');
  await page.clock.fastForward('29:00');
  await stayed;
  assert.equal(await dialog().isVisible(), false);
});

test('after the end, what was typed is kept on the page; with nothing typed the page is left', async () => {
  await page.goto(`${portal.address}/account-security/password`);
  await page.locator('#current_password').pressSequentially('a');
  await page.route('**/session/stay', (route) => route.abort());
  await portalSays(0);
  await page.clock.fastForward('31:00');
  await dialog().getByRole('heading', { name: 'You are logged off' }).waitFor();
  await accessible(page);
  await dialog().getByRole('button', { name: 'Back to the page' }).click();
  assert.equal(await page.locator('#current_password').inputValue(), 'a');

  await page.unroute('**/session/stay');
  await page.goto(`${portal.address}/account-security/password`);
  await page.clock.fastForward('31:00');
  await page.waitForURL(/because=session_over|\/$/);
});

test('the page says until when in the time zone of all its times, whatever the reader’s own', async () => {
  const abroad = await open(browser, { timezoneId: 'America/New_York' });
  await logIn(abroad, portal, 'ann@example.com', password);
  const until = new Date(await abroad.locator('.session-until time').getAttribute('datetime'));
  const there = until.toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam', hour: '2-digit', minute: '2-digit' });
  assert.match(await abroad.locator('.session-until').innerText(), new RegExp(`until ${there}\\.`));
});

test('without JavaScript the page says until when', async () => {
  const plain = await open(browser, { javaScriptEnabled: false });
  await logIn(plain, portal, 'ann@example.com', password);
  assert.match(await plain.locator('.session-until').innerText(), /you stay logged in until \d\d:\d\d\./);
  assert.equal(await plain.locator('#session-end').isVisible(), false);
});

test('a sign-in that was begun warns too, and one press gives more time; after its end only the password is typed again', async () => {
  portal.addPerson(1, 'bob@example.com', 'Bob', 'Bakker');
  const enrolling = await open(browser);
  await followInvitation(enrolling, portal, 'bob@example.com', password);
  await logIn(enrolling, portal, 'bob@example.com', password);
  await activateAuthenticator(enrolling, password);

  const late = await open(browser);
  await late.clock.install();
  await logIn(late, portal, 'bob@example.com', password);
  await late.waitForURL('**/signin/factor/totp');
  const warning = late.locator('#session-end');
  const portalSaysOfIt = async (seconds) => {
    await late.unroute('**/signin/left').catch(() => {});
    await late.route('**/signin/left', (route) => route.fulfill({ body: `${seconds}\n`, contentType: 'text/plain' }));
  };
  await portalSaysOfIt(119);
  await late.clock.fastForward('08:30');
  await warning.waitFor();
  await accessible(late);
  assert.match(await warning.innerText(), /Are you still there\?[\s\S]*1:5\d[\s\S]*I need more time/);
  assert.equal(await warning.getByRole('status').textContent(), 'Logging in starts again in two minutes.');
  await warning.getByRole('button', { name: 'I need more time' }).press('Enter');
  await warning.waitFor({ state: 'hidden' });
  assert.ok(late.url().endsWith('/signin/factor/totp'), 'the page stays where it is');

  // It cannot be waited for here, so it is ended otherwise: by five wrong codes in another tab.
  const other = await open(browser);
  await other.context().addCookies(await late.context().cookies());
  await other.goto(`${portal.address}/signin/factor/totp`);
  for (let wrong = 0; wrong < 5; ++wrong) {
    await other.getByLabel('Verification code').fill('000000');
    await other.getByRole('button', { name: 'Verify' }).click();
    await other.waitForLoadState();
  }
  await portalSaysOfIt(0);
  await late.clock.fastForward('11:00');
  await late.waitForURL('**/signin?because=attempt_over');
  assert.match(await late.locator('main').innerText(), /took too long/);
  assert.equal(await late.locator('#email').inputValue(), 'bob@example.com');
  assert.equal(await late.evaluate(() => document.activeElement.id), 'password');
});

test('without JavaScript the page says until when a sign-in can be finished, and a button gives more time', async () => {
  const plain = await open(browser, { javaScriptEnabled: false });
  await logIn(plain, portal, 'bob@example.com', password);
  assert.match(await plain.locator('.session-until').innerText(), /You can finish logging in until \d\d:\d\d\./);
  await plain.locator('.session-until').getByRole('button', { name: 'I need more time' }).click();
  assert.ok(plain.url().endsWith('/signin/factor/totp'), plain.url());
});
