// A forgotten password, as it happens every day: the link on the sign-in page, an email, a new password, logged in with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, followInvitation, launch, logIn, open } from './browser.mjs';
import { Portal } from './portal.mjs';

const forgotten = 'seven quiet herons wade';
const fresh = 'nine loud geese fly north';
let portal;
let browser;

before(async () => {
  portal = await Portal.start();
  browser = await launch();
  portal.addPerson(portal.addOrganisation('Example BV'), 'ann@example.com', 'Ann', 'Bakker');
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

test('a forgotten password is replaced through a link in an email, and the old one no longer lets in', async () => {
  const page = await open(browser);
  await followInvitation(page, portal, 'ann@example.com', forgotten);

  await page.goto(portal.address);
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await accessible(page);
  await page.getByLabel('Email address').fill('ann@example.com');
  await page.getByRole('button', { name: 'Send the email' }).click();
  await accessible(page);
  assert.match(await page.locator('main').innerText(), /an email with a link is on its way/);

  // The email may well be opened in another browser than the one that asked for it.
  const reader = await open(browser, { viewport: { width: 390, height: 844 } });
  const { text } = await portal.letterTo('ann@example.com', /\/reset\//);
  const link = /http\S+\/reset\/\S+/.exec(text)[0];
  await reader.goto(link);
  await accessible(reader);
  await reader.getByRole('button', { name: 'Choose a new password' }).click();
  assert.ok(!reader.url().includes('/reset/'), 'the secret is out of the address');
  await accessible(reader);
  await reader.getByLabel('New password').fill(fresh);
  await reader.getByRole('button', { name: 'Save password' }).click();
  await accessible(reader);

  await logIn(reader, portal, 'ann@example.com', forgotten);
  await reader.locator('#problem').waitFor();
  await logIn(reader, portal, 'ann@example.com', fresh);
  assert.match(await reader.locator('.name-menu summary').innerText(), /Ann Bakker/);

  await page.goto(link);
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  await accessible(page);
});
