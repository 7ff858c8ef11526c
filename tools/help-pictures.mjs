// Takes the pictures of the help page, in each language: web/help/NAME.LANGUAGE.webp; and one of the worked example of
// docs/operate/white-label.md.
//
//     node tools/help-pictures.mjs        needs build/sallyport and the packages of tests/browser
//
// Their names and sizes are those that src/features/help/help.html gives them: <img src="{{picture_NAME}}" width height>.
// The QR code is blurred, so that nobody scans the picture instead of their own page.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Authenticator, launch, scanScreen } from '../tests/browser/browser.mjs';
import { Portal } from '../tests/browser/portal.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const password = 'seven quiet herons wade';
const people = { en: { locale: 'en-GB', email: 'ann.bakker@example.com' }, nl: { locale: 'nl-NL', email: 'an.bakker@example.com' } };

const wanted = new Map([...readFileSync(path.join(root, 'src/features/help/help.html'), 'utf8')
  .matchAll(/\{\{picture_(\w+)\}\}" width="(\d+)" height="(\d+)"/g)]
  .map(([, name, width, height]) => [name, { width: Number(width), height: Number(height) }]));

async function take(page, name, language) {
  const size = wanted.get(name);
  if (!size) throw new Error(`help.html shows no picture ${name}`);
  await page.setViewportSize(size);
  await page.addStyleTag({ content: '* { caret-color: transparent !important } .qr svg, #secret, #link-code { filter: blur(3px) }' });
  await page.mouse.move(0, 0);
  await page.evaluate(() => { scrollTo(0, 0); document.activeElement?.blur(); });
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 72 });
  const file = `web/help/${name}.${language}.webp`;
  writeFileSync(path.join(root, file), Buffer.from(data, 'base64'));
  console.log(file);
}

async function logIn(page, portal, email) {
  await page.goto(`${portal.address}/signin`);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.click('main form button[type=submit]');
}

/// Links a phone with the page's code and logs in with a press on it. Whoever is logged in on the page has proved what
/// that asks for.
async function takePocket(browser, portal, page, language, { locale, email }) {
  await page.goto(`${portal.address}/account-security/two-factor/pocket`);
  const code = (await page.locator('#link-code').innerText()).replace(/-/g, '');
  const held = await browser.newContext({ ...like(locale), isMobile: true, hasTouch: true });
  const phone = await held.newPage();
  await phone.goto(`${portal.address}/pocket/#link=${code}`);
  const yes = phone.locator('main .actions.bottom .button').first();
  await yes.waitFor();
  await take(phone, 'phone_link', language);
  await yes.click();
  await page.waitForURL('**/pocket/linked/*');

  // Here it is known; elsewhere a number is asked for.
  await page.context().clearCookies({ name: '__Host-sid' });
  await logIn(page, portal, email);
  await phone.goto(`${portal.address}/pocket/`);
  const press = phone.locator('main .request.press .button.large:enabled');
  await press.waitFor();
  await take(phone, 'phone_press', language);
  await press.click();
  await page.waitForURL('**/organisation');

  const elsewhere = await browser.newContext(like(locale));
  const fresh = await elsewhere.newPage();
  await logIn(fresh, portal, email);
  await fresh.waitForSelector('.number');
  await take(fresh, 'number', language);
  await elsewhere.close();
  await held.close();
}

/// Past our own policy only for the style above.
const like = (locale) => ({ locale, deviceScaleFactor: 1.5, colorScheme: 'light', bypassCSP: true, viewport: { width: 640, height: 800 } });

// Everything is found by its place in the page, for the words differ.
async function takeAll(browser, portal, language, { locale, email }) {
  const context = await browser.newContext(like(locale));
  const page = await context.newPage();
  await page.goto(await portal.invitationLink(email));
  await page.click('main form button[type=submit]');
  await page.fill('#password', password);
  await page.click('main form button[type=submit]');

  await page.goto(`${portal.address}/signin`);
  await take(page, 'sign_in', language);
  await logIn(page, portal, email);
  await take(page, 'organisation', language);
  await page.click('main .choices button');
  await page.click('.name-menu summary');
  await take(page, 'name_menu', language);
  await page.goto(`${portal.address}/account-security`);
  await take(page, 'account_security', language);
  await page.goto(`${portal.address}/account-security/two-factor`);
  await take(page, 'two_factor', language);
  await page.click('main form button[type=submit]');
  await page.fill('#password', password);
  await page.click('main form button[type=submit]');
  await take(page, 'method', language);
  await page.click('main .choices a[href$="/two-factor/pocket"]');
  await take(page, 'link', language);
  await page.goto(`${portal.address}/account-security/two-factor/code`);
  await page.setViewportSize({ width: 640, height: 1000 });  // all of the QR code
  const authenticator = new Authenticator(await scanScreen(page));
  await take(page, 'qr_code', language);
  await page.fill('#code', authenticator.code());
  await page.click('main form[action$="/two-factor/code"] button[type=submit]');
  await page.waitForSelector('#codes');
  await take(page, 'recovery_codes', language);

  const other = await browser.newContext(like(locale));
  const asked = await other.newPage();
  await logIn(asked, portal, email);
  await take(asked, 'code', language);
  await other.close();
  await takePocket(browser, portal, page, language, { locale, email });
  await context.close();
}

async function takeWhiteLabel(browser) {
  const folder = path.join(root, 'docs/operate/white-label');
  const meadow = await Portal.start(`[portal]\nname = "Meadow"\noperator = "Meadow & Field"\nenvironment = "Meadow Online"\noverrides = "${folder}"\n`);
  try {
    const page = await browser.newPage({ locale: 'en-GB', colorScheme: 'light', viewport: { width: 1100, height: 760 } });
    await page.goto(`${meadow.address}/signin`);
    await page.screenshot({ path: path.join(root, 'docs/pictures/white-label.png'), animations: 'disabled', caret: 'hide' });
    console.log('docs/pictures/white-label.png');
    await page.close();
  } finally {
    await meadow.stop();
  }
}

const portal = await Portal.start('[portal]\nname = "Customer Portal"\nenvironment = "Example Online"\noperator = "Example Operator"\n');
const browser = await launch();
try {
  mkdirSync(path.join(root, 'web/help'), { recursive: true });
  const organisations = ['Example BV', 'Sample & Sons'].map((name) => portal.addOrganisation(name));
  for (const { email } of Object.values(people)) {
    for (const organisation of organisations) portal.addPerson(organisation, email, 'Ann', 'Bakker');
  }
  for (const [language, person] of Object.entries(people)) await takeAll(browser, portal, language, person);
  await takeWhiteLabel(browser);
} finally {
  await browser.close();
  await portal.stop();
}
