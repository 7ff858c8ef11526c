// Pocket and the portal together, each in its own window of Chromium: linked by the camera, asked, answered, undone,
// moved, unlinked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, followInvitation, launch, logIn, open, openNameMenu } from './browser.mjs';
import { addAccount, launchWithCamera, linkByCode, openPhone, showQrCode, typeCode } from './pocket_phone.mjs';
import { Portal } from './portal.mjs';

const password = 'seven quiet herons wade';
let portal;
let browser;
let people = 0;

before(async () => {
  // Some fifty people begin here behind one address, faster than people are.
  portal = await Portal.start(`limits.requests_per_minute = 100000
[portal]
[[portal.parts]]
name = "Courses and events"
name_nl = "Cursussen en evenementen"
address = "/courses/"
in_pocket = true
`);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/// Somebody new, at the computer and logged in.
async function somebody(at = portal) {
  people += 1;
  const email = `person${people}@example.com`;
  at.addPerson(at.addOrganisation(`Example ${people}`), email, 'Ann', 'Bakker');
  const page = await open(browser);
  await followInvitation(page, at, email, password);
  await logIn(page, at, email, password);
  return { email, page };
}

async function logOff(page, at = portal) {
  await page.goto(`${at.address}/account-security`);
  await openNameMenu(page);
  await page.getByRole('button', { name: 'Log off' }).click();
}

/// The same with Pocket linked; the computer is logged off again.
async function linked(at = portal) {
  const { email, page } = await somebody(at);
  await showQrCode(page, password);
  const phone = await openPhone(browser, at.pocketAddress ?? at.address);
  await linkByCode(page, phone);
  await logOff(page, at);
  return { email, page, phone };
}

/// Another browser, which has never been used for this.
async function elsewhere(email, at = portal) {
  const page = await open(browser);
  await logIn(page, at, email, password);
  return page;
}

const isIn = (page) => page.locator('.name-menu summary').waitFor();
const logInOn = (phone) => phone.getByRole('button', { name: 'Log in', exact: true });

async function typeNumber(page, phone) {
  const number = (await page.locator('main .number').innerText()).replace(/\D/g, '');
  await phone.locator('#number').waitFor();
  for (const digit of number) await phone.getByRole('button', { name: `Digit ${digit}` }).click();
  await logInOn(phone).click();
}

test('T6 M22 M24 M29 M30 M31 M32 M33 linked by the camera: both screens say so by themselves', async (t) => {
  const { page } = await somebody();
  await showQrCode(page, password);
  const camera = await launchWithCamera(await page.screenshot());
  t.after(() => camera.stop());
  const phone = await openPhone(camera.browser, portal.address, { permissions: ['camera'] });
  const began = Date.now();
  await addAccount(phone);
  await phone.getByRole('button', { name: 'Link', exact: true }).waitFor();
  t.diagnostic(`seen after ${Date.now() - began} ms`);
  await page.getByText('Phone found. Confirm on your phone.').waitFor();
  const [check] = /\d\d/.exec(await phone.locator('.facts strong').innerText());
  await phone.getByRole('button', { name: 'Link', exact: true }).click();
  await page.getByText(`Your phone shows ${check}`).or(page.getByText(`Your phone shows the number ${check}`)).first().waitFor();
  await phone.getByRole('heading', { name: 'The link is successful' }).waitFor();
  assert.match(await phone.locator('.number-line').innerText(), new RegExp(`Your computer shows ${check}`));
  assert.match(await phone.locator('details').innerText(), /Activate all functionality/);
  await accessible(page);
  assert.deepEqual(phone.problems, []);
});

test('M7 M37 a browser that is known needs one press, and goes on by itself', async () => {
  const { email, page, phone } = await linked();
  // The browser in which it was linked is known.
  await logIn(page, portal, email, password);
  await logInOn(phone).waitFor();
  assert.match(await phone.locator('.request').innerText(), /Chrome on Linux – used before/);
  await phone.waitForTimeout(700);
  await logInOn(phone).click();
  await isIn(page);
  await phone.getByRole('heading', { name: 'You are logged in' }).waitFor();
});

test('M37 a browser that is new shows two digits, and the warning says which address is right', async () => {
  const { email, phone } = await linked();
  const page = await elsewhere(email);
  await phone.getByText('New browser.').waitFor();
  assert.match(await phone.locator('.notice').innerText(), new RegExp(`localhost:${portal.port}`));
  await typeNumber(page, phone);
  await isIn(page);
});

test('M38 Cancel ends the sign-in and nothing else', async () => {
  const { email, phone } = await linked();
  const page = await elsewhere(email);
  await phone.getByRole('button', { name: 'Cancel' }).click();
  await phone.getByText('Cancelled. The request has ended.').waitFor();
  await page.getByText(/stopped|ended|cancelled/i).first().waitFor();
  await logIn(page, portal, email, password);
  await phone.locator('.request').waitFor();
});

test('M38 It’s not me ends it, and the password is to be changed', async () => {
  const { email, phone } = await linked();
  await elsewhere(email);
  await phone.getByRole('button', { name: 'It’s not me' }).click();
  await phone.getByRole('heading', { name: 'We stopped it' }).waitFor();
  await portal.letterTo(email, /new password/i);
  await phone.getByRole('button', { name: 'Close' }).click();
  await phone.locator('#shield').click();
  await phone.getByRole('button', { name: 'Activity' }).click();
  await phone.getByText('Reported as not you').waitFor();
});

test('another number ends it', async () => {
  const { email, phone } = await linked();
  const page = await elsewhere(email);
  const number = await page.locator('main .number').innerText();
  await phone.locator('#number').waitFor();
  for (const digit of number === '11' ? '12' : '11') await phone.getByRole('button', { name: `Digit ${digit}` }).click();
  await logInOn(phone).click();
  await phone.getByRole('heading', { name: 'That was another number' }).waitFor();
  await page.getByRole('button', { name: 'Try again' }).or(page.getByRole('link', { name: 'Try again' })).click();
  // After that it is six digits.
  await phone.getByText('longer number this time').waitFor();
  await typeNumber(page, phone);
  await isIn(page);
});

test('Undo logs the browser off that came in', async () => {
  const { email, phone } = await linked();
  const page = await elsewhere(email);
  await typeNumber(page, phone);
  await isIn(page);
  await phone.getByRole('button', { name: 'Undo' }).click();
  await phone.getByRole('heading', { name: 'We stopped it' }).waitFor();
  await page.goto(`${portal.address}/account-security`);
  assert.equal(await page.locator('.name-menu').count(), 0);
});

test('two phones of one account: the first answer counts, and the other says who gave it', async () => {
  const { email, page } = await somebody();
  const phones = [await openPhone(browser, portal.address), await openPhone(browser, portal.address)];
  await showQrCode(page, password);
  await linkByCode(page, phones[0]);
  await page.goto(`${portal.address}/account-security/two-factor/pocket`);
  await linkByCode(page, phones[1]);
  await phones[0].locator('.row').click();
  await phones[0].getByLabel('Name of this phone').fill('Tablet');
  await phones[0].getByRole('button', { name: 'Save' }).click();
  await phones[0].getByText('Saved').waitFor();
  await logOff(page);
  await logIn(page, portal, email, password);
  for (const phone of phones) await logInOn(phone).waitFor();
  await phones[0].waitForTimeout(700);
  await logInOn(phones[0]).click();
  await isIn(page);
  await phones[1].getByRole('heading', { name: 'Answered on Tablet' }).waitFor();
});

test('M34 a QR code is used once: the second phone is told, and nothing is linked', async () => {
  const { page } = await somebody();
  await showQrCode(page, password);
  const code = await page.locator('#link-code').innerText();
  const [first, second] = [await openPhone(browser, portal.address), await openPhone(browser, portal.address)];
  await typeCode(second, code);
  await second.getByRole('button', { name: 'Link', exact: true }).waitFor();
  await linkByCode(page, first);
  await second.getByRole('button', { name: 'Link', exact: true }).click();
  await second.getByText('Another phone has already used this code').waitFor();
  await typeCode(await openPhone(browser, portal.address), code);
});

test('M31 one phone for two people’s accounts is asked for each', async () => {
  const { email, page, phone } = await linked();
  const other = await somebody();
  await showQrCode(other.page, password);
  await linkByCode(other.page, phone);
  await logOff(other.page);
  for (const [at, who] of [[page, email], [other.page, other.email]]) {
    await logIn(at, portal, who, password);
    await logInOn(phone).waitFor();
    await phone.waitForTimeout(700);
    await logInOn(phone).click();
    await isIn(at);
    await phone.getByRole('button', { name: 'Close' }).click();
  }
});

test('M79 a new phone takes over from the old one by a code that this shows', async () => {
  const { email, page, phone } = await linked();
  await phone.locator('.row').click();
  await phone.getByRole('button', { name: 'Move to a new phone' }).click();
  await phone.locator('.qr').waitFor();
  const fresh = await openPhone(browser, portal.address);
  await typeCode(fresh, await phone.locator('.link-code').innerText());
  await fresh.getByRole('heading', { name: 'Move to this phone?' }).waitFor();
  await fresh.getByRole('button', { name: 'Move', exact: true }).click();
  await fresh.getByRole('heading', { name: 'The link is successful' }).waitFor();
  await phone.getByRole('heading', { name: /^Moved to / }).waitFor();
  await fresh.getByRole('button', { name: 'Done' }).click();
  await logIn(page, portal, email, password);
  await logInOn(fresh).waitFor();
  await fresh.waitForTimeout(700);
  await logInOn(fresh).click();
  await isIn(page);
});

test('the code of a phone without a network lets in', async () => {
  const { email, page, phone } = await linked();
  await phone.getByRole('button', { name: 'Two-factor authentication', exact: true }).click();
  await phone.getByRole('button', { name: 'Code', exact: true }).click();
  const code = (await phone.locator('.code').innerText()).replace(' ', '');
  await phone.context().setOffline(true);
  await logIn(page, portal, email, password);
  await page.getByRole('link', { name: 'Choose another way' }).click();
  await page.getByRole('link', { name: /code/i }).first().click();
  await page.getByLabel('Verification code').fill(code);
  await page.getByRole('button', { name: 'Verify' }).click();
  await isIn(page);
});

test('M35 unlinked in Pocket, it is gone in the portal too', async () => {
  const { email, page, phone } = await linked();
  await phone.locator('.row').click();
  await phone.getByRole('button', { name: 'Unlink' }).click();
  await phone.locator('dialog').getByRole('button', { name: 'Unlink' }).click();
  await phone.getByText('This phone is unlinked.').waitFor();
  await phone.getByText('No account yet').waitFor();
  await logIn(page, portal, email, password);
  await isIn(page);
});

test('unlinked in the portal, Pocket says so and offers to scan', async () => {
  const { page } = await somebody();
  const phone = await openPhone(browser, portal.address);
  await showQrCode(page, password);
  await linkByCode(page, phone);
  await page.goto(`${portal.address}/account-security/two-factor`);
  await page.locator('a[href*="/phones/"]').first().click();
  await page.getByRole('button', { name: 'Unlink' }).click();
  await phone.getByText('No longer linked').click();
  await phone.getByRole('heading', { name: 'This phone is no longer linked' }).waitFor();
  assert.ok(await phone.getByRole('button', { name: 'Scan the QR code' }).isVisible());
});

test('M28 a version that is too old is told to update, with the version', async () => {
  const { phone } = await linked();
  await phone.context().route('**/pocket/api/**', (route) => route.continue({ headers: { ...route.request().headers(), 'pocket-version': '1.6.77' } }));
  await phone.reload();
  await phone.getByText('version 1.6.78 or higher').waitFor();
});

test('a phone whose clock is an hour off works, and nobody is told', async () => {
  const { email, page } = await somebody();
  await showQrCode(page, password);
  const phone = await open(browser, { viewport: { width: 390, height: 844 } });
  await phone.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() + 3_600_000;
  });
  await phone.goto(`${portal.address}/pocket/`);
  await linkByCode(page, phone);
  await logOff(page);
  await logIn(page, portal, email, password);
  await logInOn(phone).waitFor();
  assert.match(await phone.locator('.request').innerText(), /just now/);
  await phone.waitForTimeout(700);
  await logInOn(phone).click();
  await isIn(page);
});

test('a key that has grown old is changed, and the new one signs', async () => {
  const { email, page, phone } = await linked();
  await phone.evaluate(() => new Promise((done) => {
    const opening = indexedDB.open('pocket');
    opening.onsuccess = () => {
      const store = opening.result.transaction('state', 'readwrite').objectStore('state');
      store.openCursor().onsuccess = ({ target }) => {
        target.result.update({ ...target.result.value, keyChangedAt: 1 }).onsuccess = () => { opening.result.close(); done(); };
      };
    };
  }));
  const changed = phone.waitForResponse((answer) => answer.url().endsWith('/devices/self/rotate'));
  await phone.reload();
  assert.equal((await changed).status(), 200);
  await logIn(page, portal, email, password);
  await logInOn(phone).waitFor();
  await phone.waitForTimeout(700);
  await logInOn(phone).click();
  await isIn(page);
});

test('Pocket with a host name for itself works the same, and the portal’s own leads there', async (t) => {
  const apart = await Portal.start((port) => `pocket.address = "http://127.0.0.1:${port}"
`);
  t.after(() => apart.stop());
  apart.pocketAddress = `http://127.0.0.1:${apart.port}`;
  const { email, page, phone } = await linked(apart);
  assert.equal(new URL(phone.url()).origin, apart.pocketAddress);
  await logIn(page, apart, email, password);
  await logInOn(phone).waitFor();
  await phone.waitForTimeout(700);
  await logInOn(phone).click();
  await isIn(page);
  await page.goto(`${apart.address}/pocket/`);
  assert.equal(new URL(page.url()).origin, apart.pocketAddress);
});
