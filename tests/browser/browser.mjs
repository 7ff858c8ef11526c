// Chromium as a person uses it, and the tools that stand beside the screen: a camera and an authenticator.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launchOptions = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
};

export function launch(...args) {
  return chromium.launch({ ...launchOptions, args: [...launchOptions.args, ...args] });
}

/// Takes a picture of the screen and reads the QR code in it, as a phone's camera would.
export async function scanScreen(page) {
  const file = join(mkdtempSync(join(tmpdir(), 'sallyport-scan-')), 'screen.png');
  writeFileSync(file, await page.screenshot());
  return execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/// The authenticator app that scanned this address.
export class Authenticator {
  constructor(otpauth) {
    this.address = new URL(otpauth);
    this.secret = this.address.searchParams.get('secret');
  }
  /// The code so many periods of 30 seconds from now.
  code(periods = 0) {
    const when = new Date(Date.now() + periods * 30_000).toISOString().replace('T', ' ').slice(0, 19);
    return execFileSync('oathtool', ['--totp', '-b', this.secret, '--now', `${when} UTC`], { encoding: 'utf8' }).trim();
  }
}

/// Nothing that keeps somebody out: WCAG 2.2 AA by axe-core, run outside of the page's own policy.
export async function accessible(page) {
  const found = await page.evaluate(async (source) => {
    // eslint-disable-next-line no-eval
    if (!window.axe) throw new Error(source);
    const result = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], rules: { 'target-size': { enabled: true } } });
    return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  }, 'axe is not there');
  assert.deepEqual(found, [], `${page.url()} keeps somebody out`);
}

/// A window of its own: cookies, size, theme, language.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
  if (options.javaScriptEnabled !== false) await context.addInitScript({ content: axeSource });
  const page = await context.newPage();
  page.problems = [];
  page.on('console', (message) => { // A refused form is a 422, which Chromium also calls an error.
    if (message.type() === 'error' && !/status of 422/.test(message.text())) page.problems.push(message.text()); });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  return page;
}

/// From the invitation in a letter to a password of one's own.
export async function followInvitation(page, portal, email, password) {
  await page.goto(await portal.invitationLink(email));
  await page.getByRole('button', { name: 'Set your password' }).click();
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Save password' }).click();
}

export async function logIn(page, portal, email, password) {
  await page.goto(portal.address);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

export async function openNameMenu(page) {
  await page.locator('.name-menu summary').click();
}

/// Name, Account security, Two-factor authentication, Activate, password, Verify, method, QR code, code, Activate.
export async function activateAuthenticator(page, password) {
  await openNameMenu(page);
  await page.getByRole('link', { name: 'Account security' }).first().click();
  await page.getByRole('link', { name: 'Two-factor authentication' }).first().click();
  await page.getByRole('link', { name: 'Activate' }).or(page.getByRole('button', { name: 'Activate' })).first().click();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: /Log in with a verification code/ }).click();
  const authenticator = new Authenticator(await scanScreen(page));
  await page.getByLabel('Verification code').fill(authenticator.code());
  await page.getByRole('button', { name: 'Activate' }).click();
  return authenticator;
}
