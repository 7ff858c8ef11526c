// The main job, on real input in a real browser: a person opens the invitation in a letter, sets a password,
// activates an authenticator from the QR code on the screen, signs in with it, chooses an organisation, logs off.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, activateAuthenticator, Authenticator, followInvitation, launch, logIn, open, openNameMenu, scanScreen } from './browser.mjs';
import { Portal } from './portal.mjs';

const password = 'seven quiet herons wade';
let portal;
let browser;

before(async () => {
  portal = await Portal.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

test('M1 M2 M8 M13 M14 M16 M19 M20 M22 M23 M24 M39 M41 M46 M70 invited, password set, authenticator activated, signed in with a code, organisation chosen, logged off', async () => {
  const example = portal.addOrganisation('Example BV');
  const sample = portal.addOrganisation('Sample & Sons');
  portal.addPerson(example, 'ann@example.com', 'Ann', 'Bakker', '--role', 'administrator');

  const page = await open(browser);
  await page.goto(await portal.invitationLink('ann@example.com'));
  await accessible(page);
  await page.getByRole('button', { name: 'Set your password' }).click();
  assert.ok(!page.url().includes('/invitation/'), 'the secret is out of the address');
  await page.getByLabel('New password').fill('password1234');
  await page.getByRole('button', { name: 'Save password' }).click();
  assert.match(await page.locator('#reasons').innerText(), /Many people use this password/);
  await accessible(page);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Save password' }).click();
  portal.addPerson(sample, 'ann@example.com', 'Ann', 'Bakker');

  await accessible(page);
  await page.getByLabel('Email address').fill('ann@example.com');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await accessible(page);
  await page.getByRole('button', { name: /Example BV/ }).click();
  assert.match(await page.locator('.name-menu summary').innerText(), /Ann Bakker/);
  assert.match(await page.locator('.name-menu summary').innerText(), /Example BV/);
  await accessible(page);

  const authenticator = await activateAuthenticator(page, password);
  assert.equal(authenticator.address.protocol, 'otpauth:');
  assert.equal(await page.locator('.recovery-codes li, .codes li').count(), 10, 'ten recovery codes');
  await accessible(page);

  await page.goto(portal.address);
  await page.goto(`${portal.address}/account-security`);
  await openNameMenu(page);
  await page.getByRole('button', { name: 'Log off' }).click();
  await page.goBack();
  assert.ok(!(await page.content()).includes('Ann Bakker'), 'the back button shows nothing');

  await logIn(page, portal, 'ann@example.com', password);
  await accessible(page);
  await page.getByLabel('Verification code').fill(authenticator.code(1));
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('button', { name: /Sample & Sons/ }).click();
  assert.match(await page.locator('.name-menu summary').innerText(), /Sample & Sons/);

  await openNameMenu(page);
  await page.locator('.name-menu').getByRole('link', { name: 'Select organisation' }).click();
  await page.getByRole('button', { name: /Example BV/ }).click();
  assert.match(await page.locator('.name-menu summary').innerText(), /Example BV/);

  await openNameMenu(page);
  await page.getByRole('button', { name: 'Log off' }).click();
  assert.deepEqual(page.problems, []);
});

test('M42 M49 the QR code can be read off the screen in the dark theme and on a phone, and holds the secret that stands under it', async () => {
  const organisation = portal.addOrganisation('Dark BV');
  portal.addPerson(organisation, 'bob@example.com', 'Bob', 'Visser');
  const page = await open(browser, { colorScheme: 'dark' });
  await followInvitation(page, portal, 'bob@example.com', password);
  await logIn(page, portal, 'bob@example.com', password);
  await page.goto(`${portal.address}/account-security/two-factor/method`);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: /Log in with a verification code/ }).click();
  const scanned = new Authenticator(await scanScreen(page));
  const shown = (await page.locator('.secret code').innerText()).replace(/[^A-Z2-7]/g, '');
  assert.equal(scanned.secret, shown);
  await accessible(page);

  await page.reload();
  assert.equal(new Authenticator(await scanScreen(page)).secret, shown, 'a reload keeps the code');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.qr').scrollIntoViewIfNeeded();
  assert.equal(new Authenticator(await scanScreen(page)).secret, shown, 'on a narrow screen');
});

test('M12 M45 all of it works with JavaScript switched off, and a code may be pasted with a space', async () => {
  const organisation = portal.addOrganisation('Plain BV');
  portal.addPerson(organisation, 'carol@example.com', 'Carol', 'Jansen');
  const page = await open(browser, { javaScriptEnabled: false });
  await followInvitation(page, portal, 'carol@example.com', password);
  await logIn(page, portal, 'carol@example.com', password);
  const authenticator = await activateAuthenticator(page, password);
  await openNameMenu(page);
  await page.getByRole('button', { name: 'Log off' }).click();
  await logIn(page, portal, 'carol@example.com', password);
  const code = authenticator.code(1);
  await page.getByLabel('Verification code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole('button', { name: 'Verify' }).click();
  assert.match(await page.locator('.name-menu summary').innerText(), /Carol Jansen/);
});

test('M18 the way in works by keyboard alone', async () => {
  const one = portal.addOrganisation('Keys One');
  const two = portal.addOrganisation('Keys Two');
  portal.addPerson(one, 'dirk@example.com', 'Dirk', 'Smit');
  const page = await open(browser);
  await followInvitation(page, portal, 'dirk@example.com', password);
  portal.addPerson(two, 'dirk@example.com', 'Dirk', 'Smit');
  await page.goto(portal.address);
  await page.waitForFunction(() => document.activeElement?.id === 'email');
  await page.keyboard.type('dirk@example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/organisation/);
  for (let tabs = 0; tabs < 30; ++tabs) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.innerText ?? '');
    if (/Keys Two/.test(focused)) break;
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(portal.address + '/');
  assert.match(await page.locator('.name-menu summary').innerText(), /Keys Two/);
});

test('in Dutch every label is Dutch', async () => {
  const page = await open(browser, { locale: 'nl-NL' });
  await page.goto(portal.address);
  await page.getByLabel('E-mailadres').waitFor();
  await page.getByRole('button', { name: 'Inloggen' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('Email address').waitFor();
});
