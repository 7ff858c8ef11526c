// Takes the pictures of the README: drives the sample portal in Chromium and writes docs/pictures/*.png.
// tools/pictures.sh starts a fresh portal for it; by hand:
//
//     node tools/pictures.mjs FOLDER      the folder of a running sample portal, whose Carol has activated nothing yet
//
// Carol is taken through activation, so a second time needs fresh data.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { chromium } = createRequire(path.join(root, 'tests/browser/package.json'))('playwright-core');
const folder = path.resolve(process.argv[2] ?? path.join(root, 'run'));
const pictures = path.join(root, 'docs/pictures');

const sample = (...words) =>
  execFileSync('python3', [path.join(root, 'tools/sample.py'), '--folder', folder, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const people = Object.fromEntries(
  readFileSync(path.join(folder, 'sample-people.txt'), 'utf8').split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(/\s+/)).map(([email, password]) => [email, password]));
const address = sample('address');

const desktop = { viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1 };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const light = { colorScheme: 'light' };
const dark = { colorScheme: 'dark' };

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function take(page, name, { whole = false } = {}) {
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: whole, animations: 'disabled', caret: 'hide' });
  console.log(`docs/pictures/${name}.png`);
}

async function logIn(page, email) {
  await page.goto(`${address}/signin`);
  await page.fill('#email', email);
  await page.fill('#password', people[email]);
  await page.click('button:has-text("Log in")');
}

// Each code counts once, and the sample data may have used the present one: then the next is waited for.
async function enterCode(page, email) {
  for (let tries = 0; tries < 3; ++tries) {
    await page.fill('#code', sample('code', email));
    await page.click('main button[type=submit]:has-text("Verify")');
    if (!(await page.locator('#code').count())) return;
    await wait(30_000 - (Date.now() % 30_000) + 500);
  }
  throw new Error(`no code of ${email} was taken`);
}

// The same page again for another size and theme, in a browser that shares the cookies.
async function again(browser, context, url, name, options) {
  const other = await browser.newContext({ ...options, locale: 'en-GB', storageState: await context.storageState() });
  const page = await other.newPage();
  await page.goto(url);
  await take(page, name);
  await other.close();
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--hide-scrollbars'] });
try {
  mkdirSync(pictures, { recursive: true });

  const ann = await browser.newContext({ ...desktop, ...light, locale: 'en-GB' });
  const page = await ann.newPage();
  await page.goto(`${address}/signin`);
  await take(page, 'sign-in');
  await again(browser, ann, `${address}/signin`, 'sign-in-phone', { ...phone, ...light });
  await again(browser, ann, `${address}/signin`, 'sign-in-dark', { ...desktop, ...dark });

  await logIn(page, 'ann@example.com');
  await take(page, 'code');
  await enterCode(page, 'ann@example.com');
  await take(page, 'organisation');
  await page.click('button:has-text("Example BV")');
  await take(page, 'home');
  await page.goto(`${address}/account-security`);
  await take(page, 'account-security');
  await ann.close();

  const carol = await browser.newContext({ ...desktop, ...light, locale: 'en-GB' });
  const other = await carol.newPage();
  await logIn(other, 'carol@example.com');
  await other.goto(`${address}/account-security/two-factor`);
  await other.click('main button:has-text("Activate")');
  await other.fill('#password', people['carol@example.com']);
  await other.click('main button:has-text("Verify")');
  await other.click('a:has-text("Log in with a verification code")');
  const qrCode = other.url();
  await take(other, 'qr-code', { whole: true });
  await again(browser, carol, qrCode, 'qr-code-phone', { ...phone, ...light });
  await again(browser, carol, qrCode, 'qr-code-dark', { ...desktop, ...dark });

  const secret = (await other.locator('#secret').innerText()).replace(/\s/g, '');
  await other.fill('#code', sample('code-of', secret));
  await other.click('main button:has-text("Activate")');
  await other.locator('#codes').waitFor();
  await take(other, 'recovery-codes');

  // The companion app, held in another browser.
  await other.goto(`${address}/account-security/two-factor/pocket`);
  await take(other, 'pocket-link');
  const code = (await other.locator('#link-code').innerText()).replace(/-/g, '');
  const held = await browser.newContext({ ...phone, ...light, locale: 'en-GB' });
  const pocket = await held.newPage();
  await pocket.goto(`${address}/pocket/#link=${code}`);
  await pocket.click('button:text-is("Link")');
  await other.waitForURL('**/pocket/linked/*');
  await carol.clearCookies({ name: '__Host-sid' });
  await logIn(other, 'carol@example.com');
  await take(other, 'pocket-waiting');
  await pocket.goto(`${address}/pocket/`);
  await pocket.locator('.request button:enabled:text-is("Log in")').waitFor();
  await take(pocket, 'pocket-press');
  await held.close();
  await carol.close();
} finally {
  await browser.close();
}
