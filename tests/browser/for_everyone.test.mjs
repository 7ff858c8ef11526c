// For everyone: every page in every state, in both languages and themes, on a telephone and a desktop, held against
// WCAG 2.2 AA by axe-core and by what axe cannot see: reflow, zoom, the keyboard, motion, colours of the reader's own.
//
// The table below is one walk through the portal. Each row does something and says where that leads; everything is found by
// its place in the page, because the words differ. A page that no row reaches fails the last test.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Authenticator, launch, open, scanScreen } from './browser.mjs';
import { checkLooks, problemsOfWrongFields, walkByKeyboard } from './everyone.mjs';
import { Desk } from './pocketctl.mjs';
import { Portal } from './portal.mjs';

const password = 'seven quiet herons wade';
const languages = { en: 'en-GB', nl: 'nl-NL' };
const refused = { en: /^Not right yet: /, nl: /^Nog niet goed: / };

let portal;
let browser;
const visited = new Set();

before(async () => {
  portal = await Portal.start(`second_factor.required_from = 2099-01-01
pocket.allow_cli = true
[portal]
environment = "Example Online"
system_manager = "the help desk, extension 123"
help_video_url = "https://video.example/activate"
privacy_url = "https://portal.example/privacy"
terms_url = "https://portal.example/terms"
security_contact = "mailto:security@portal.example"
[[portal.parts]]
name = "Courses and events"
name_nl = "Cursussen en evenementen"
address = "/courses/"
[[portal.parts]]
name = "Invoices"
name_nl = "Facturen"
address = "/invoices/"
roles = ["finance"]
`);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/// "2027-01-31"
const inThirtyDays = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

const send = (page, form = 'main form') => page.click(`${form} button[type=submit]`);

/// Past the browser's own check of required fields, which not every browser makes.
async function sendUnchecked(page, form = 'main form') {
  await page.evaluate(() => { for (const one of document.forms) one.noValidate = true; });
  await send(page, form);
}

async function logIn(page, email) {
  await page.goto(`${portal.address}/signin`);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await send(page, 'main form[action="/signin/password"]');
}

/// [what is seen, how to get there from the row before, whether something was refused: a field, or 'the page']
const walk = [
  ['the sign-in page', ({ page }) => page.goto(`${portal.address}/`)],
  ['nothing filled in', ({ page }) => sendUnchecked(page, 'main form[action="/signin/password"]'), true],
  ['a wrong password', async ({ page, email }) => {
    await page.fill('#email', email);
    await page.fill('#password', 'not the password');
    await send(page, 'main form[action="/signin/password"]');
  }, true],
  ['too many wrong passwords', async ({ page }) => {
    let status;
    for (let tries = 0; tries < 30 && status !== 429; ++tries) {
      await page.fill('#password', 'not the password');
      const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
      await send(page, 'main form[action="/signin/password"]');
      status = (await answered).status();
      await page.waitForLoadState();
    }
    assert.equal(status, 429);
  }, true],
  ['why one was logged off', ({ page }) => page.goto(`${portal.address}/signin?because=session_over`)],
  ['a forgotten password', ({ page }) => page.click('a[href="/forgotten"]')],
  ['an address that is none', async ({ page }) => { await page.fill('#email', 'nobody'); await sendUnchecked(page, 'main form[action="/forgotten"]'); }, true],
  ['an email that is on its way', async ({ page, email }) => { await page.fill('#email', email); await send(page, 'main form[action="/forgotten"]'); }],
  ['the help page', ({ page }) => page.goto(`${portal.address}/help`)],
  ['the trust page', ({ page }) => page.goto(`${portal.address}/trust`)],
  ['a page that does not exist', ({ page }) => page.goto(`${portal.address}/no/such/page`)],
  ['a link that no longer works', ({ page }) => page.goto(`${portal.address}/invitation/${'x'.repeat(43)}`)],
  ['an invitation', async ({ page, email }) => page.goto(await portal.invitationLink(email))],
  ['a password to set', ({ page }) => send(page)],
  ['a password that many use', async ({ page }) => { await page.fill('#password', 'password1234'); await send(page); }, true],
  ['a password that is set', async ({ page }) => { await page.fill('#password', password); await send(page); }],
  ['home', async ({ page, email }) => { await logIn(page, email); }],
  ['the name menu, open', ({ page }) => page.click('.name-menu summary')],
  ['account security, off', ({ page }) => page.goto(`${portal.address}/account-security`)],
  ['where one is logged in', ({ page }) => page.goto(`${portal.address}/account-security/sessions`)],
  ['the browsers that are known', ({ page }) => page.goto(`${portal.address}/account-security/browsers`)],
  ['the password to change', ({ page }) => page.goto(`${portal.address}/account-security/password`)],
  ['a new password refused', async ({ page }) => {
    await page.fill('#current_password', password);
    await page.fill('#password', 'password1234');
    await send(page, 'main form[action="/account-security/password"]');
  }, true],
  ['two-factor authentication, off', ({ page }) => page.goto(`${portal.address}/account-security/two-factor`)],
  ['the password once more', ({ page }) => send(page, 'main form[action="/account-security/two-factor"]')],
  ['the password once more, wrong', async ({ page }) => { await page.fill('#password', 'not the password'); await send(page); }, true],
  ['the methods', async ({ page }) => { await page.fill('#password', password); await send(page); }],
  ['the QR code', ({ page }) => page.click('main .choices a[href$="/two-factor/code"]')],
  ['a QR code that was too old', ({ page }) => page.goto(`${portal.address}/account-security/two-factor/code?because=expired`), 'the page'],
  ['a wrong code while activating', async (walker) => {
    await walker.page.locator('.qr').scrollIntoViewIfNeeded();
    walker.app = new Authenticator(await scanScreen(walker.page));
    await walker.page.fill('#code', '000000');
    await send(walker.page, 'main form[action="/account-security/two-factor/code"]');
  }, true],
  ['new recovery codes', async (walker) => {
    const { page, app } = walker;
    await page.fill('#code', app.code());
    await send(page, 'main form[action="/account-security/two-factor/code"]');
    [walker.recoveryCode] = (await page.locator('#codes').innerText()).split('\n');
  }],
  ['two-factor authentication, on', ({ page }) => page.goto(`${portal.address}/account-security/two-factor`)],
  ['as many apps as the portal keeps', ({ page }) => page.goto(`${portal.address}/account-security/two-factor?because=full`)],
  ['one app', ({ page }) => page.click('main .rows a[href*="/two-factor/code/"]')],
  ['a name that is empty', async ({ page }) => { await page.fill('#name', ' '); await sendUnchecked(page, 'main form[action$="/rename"]'); }, true],
  ['what happened to the account', ({ page }) => page.goto(`${portal.address}/account-security/sign-ins`)],
  ['one sign-in that was somebody else’s', ({ page }) => page.click('main .rows a')],
  ['a link in an email, for who it was not', async ({ page, email }) => {
    const { text } = await portal.letterTo(email, /\/not-me\//);
    await page.goto(/http\S+\/not-me\/\S+/.exec(text)[0]);
  }],
  ['such a link that no longer works', ({ page }) => page.goto(`${portal.address}/not-me/${'x'.repeat(43)}`)],
  ...['account', 'access', 'address'].map((what) =>
    [`what was put right: ${what}`, ({ page }) => page.goto(`${portal.address}/not-me/done?what=${what}`)]),
  ['a part that is not open to one’s role', async ({ page }) => {
    await page.setExtraHTTPHeaders({ 'X-Original-URI': '/invoices/' });  // as a proxy asks
    await page.goto(`${portal.address}/auth/enter`);
    await page.setExtraHTTPHeaders({});
  }],
  ['home with the operator’s notice', async ({ page }) => {
    portal.command('notice', 'set', '--en', 'Down for maintenance on Sunday from 6 to 7.', '--nl', 'Zondag van 6 tot 7 onderhoud.');
    await page.goto(`${portal.address}/`);
    portal.command('notice', 'clear');
  }],
  ['the operator’s notice, in one language only', async ({ page }) => {
    portal.command('notice', 'set', '--en', 'Down for maintenance on Sunday.');
    await page.goto(`${portal.address}/`);
    portal.command('notice', 'clear');
    assert.equal(await page.getAttribute('.banner span[lang]', 'lang'), 'en');
  }],
  ['how to confirm that it is you', ({ page }) => page.goto(`${portal.address}/confirm/ways?for=recent&to=/account-security`)],
  ['the recovery codes that are left', ({ page }) => page.goto(`${portal.address}/account-security/two-factor/recovery-codes`)],
  ['account security, on', ({ page }) => page.goto(`${portal.address}/account-security`)],
  ...['soon', 'last', 'over'].map((when) =>
    [`the dialog before a session ends: ${when}`, ({ page }) => page.evaluate((state) => window.show(state), when)]),
  ['whether to log off', ({ page }) => page.goto(`${portal.address}/logoff`)],
  ['logged off', ({ page }) => send(page, 'main form[action="/logoff"]')],
  ['the sign-in page on a shared computer, refused', async ({ page, email }) => {
    await page.goto(`${portal.address}/signin`);
    await page.check('[name=shared]');
    await page.fill('#email', email);
    await page.fill('#password', 'not the password');
    await send(page, 'main form[action="/signin/password"]');
  }, true],
  ['the verification code', ({ page, email }) => logIn(page, email)],
  ['a wrong code', async ({ page }) => { await page.fill('#code', '000000'); await send(page); }, true],
  ['another way', ({ page }) => page.goto(`${portal.address}/signin/other-way`)],
  ['a recovery code', ({ page }) => page.click('main .choices a[href*="recovery"]')],
  ['a wrong recovery code', async ({ page }) => { await page.fill('#code', 'aaaa-bbbb-cccc-dddd-ee'); await send(page); }, true],
  ['a link to a new password', async ({ page, email }) => {
    await page.goto(`${portal.address}/forgotten`);
    await page.fill('#email', email);
    await send(page, 'main form[action="/forgotten"]');
    const { text } = await portal.letterTo(email, /\/reset\//);
    await page.goto(/http\S+\/reset\/\S+/.exec(text)[0]);
  }],
  ['the second factor before a new password', ({ page }) => send(page)],
  ['a wrong code before a new password', async ({ page }) => { await page.fill('#code', '000000'); await send(page); }, true],
  ['another way to a new password', ({ page }) => page.goto(`${portal.address}/password/other-way`)],
  ['the organisations', async ({ page, app, email }) => {
    const organisations = Array.from({ length: 9 }, (_, index) => portal.addOrganisation(`Organisation ${index} of ${email}`));
    for (const organisation of organisations) portal.addPerson(organisation, email, 'Ann', 'Bakker');
    await logIn(page, email);
    await page.fill('#code', app.code(1));
    await send(page);
  }],
  ['an organisation that is not there', ({ page }) => page.goto(`${portal.address}/organisation?search=nobody`)],
  ['home of the organisation', async ({ page }) => {
    await page.goto(`${portal.address}/organisation`);
    await page.click('main .choices button');
  }],
  ['the password before a phone is linked', ({ page }) => page.goto(`${portal.address}/account-security/two-factor/pocket`)],
  ['the code before a phone is linked', async ({ page }) => { await page.fill('#password', password); await send(page); }],
  ['other ways before a phone is linked', ({ page }) => page.click('a[href^="/confirm/ways"]')],
  ['the QR code that links a phone', async ({ page, recoveryCode }) => {
    await page.click('main .choices a[href*="recovery"]');
    await page.fill('#code', recoveryCode);
    await send(page);
  }],
  ['a phone that is linked', async (walker) => {
    walker.phone = new Desk(portal, walker.email);
    await walker.phone.pair(await walker.page.locator('#link-code').innerText(), 'My telephone');
    await walker.page.waitForURL(/\/linked\//);
  }],
  ['two-factor authentication with a phone', ({ page }) => page.goto(`${portal.address}/account-security/two-factor`)],
  ['one phone', ({ page }) => page.click('main .rows a[href*="/two-factor/phones/"]')],
  ['a phone’s name that is empty', async ({ page }) => { await page.fill('#name', ' '); await sendUnchecked(page, 'main form[action$="/rename"]'); }, true],
  ['what was typed when the session ended', async ({ page }) => {
    await page.goto(`${portal.address}/account-security/two-factor`);
    await page.click('main .rows a[href*="/two-factor/code/"]');
    await page.fill('#name', 'My telephone');
    const cookies = await page.context().cookies();
    const elsewhere = await page.context().newPage();
    await elsewhere.goto(`${portal.address}/logoff`);
    await send(elsewhere, 'main form[action="/logoff"]');
    await elsewhere.close();
    await page.context().addCookies(cookies);
    await send(page, 'main form[action$="/rename"]');
    assert.equal(await page.locator('textarea').inputValue(), 'My telephone');
  }],
  ['a press on the phone', ({ page, email }) => logIn(page, email)],
  ['a log in that was cancelled on the phone', async ({ page, phone }) => {
    await phone.answer('cancel');
    await page.waitForURL(/because=stopped/);
  }],
  ['six digits for the phone', ({ page, email }) => logIn(page, email)],
  ['another browser that waits for the phone', async (walker) => {
    walker.other = walker.page;
    walker.page = await open(browser, walker.options);
    await logIn(walker.page, walker.email);
  }],
  ['a phone that was asked too often', async ({ page, phone, other }) => {
    await send(other, 'main form[action="/signin/start-again"]');
    await page.click('main .actions a.button');
    await page.waitForSelector('main .number');
    await phone.answer('approve', '--number', '000000');
    await page.waitForSelector('main:not(:has(.number))');
  }],
  ['a form that was too old', async ({ page }) => {
    await page.goto(`${portal.address}/signin`);
    await page.evaluate(() => { for (const field of document.querySelectorAll('[name=form_token]')) field.value = 'x'; });
    await page.click('.languages button:not([aria-current])');
  }],
];

async function checkAll(page, name, language, isRefused) {
  assert.equal(refused[language].test(await page.title()), Boolean(isRefused), `${name}: the title "${await page.title()}"`);
  if (isRefused === true) {
    assert.equal(await page.locator('#problem[role=alert]').count(), 1, `${name}: what is wrong is said`);
    assert.ok(await page.locator('main [aria-invalid=true]').count() > 0, `${name}: and which field it is about`);
  }
  assert.deepEqual(await problemsOfWrongFields(page), [], name);
  await checkLooks(page, name, language);
}

for (const [language, locale] of Object.entries(languages)) {
  test(`M12 every page in every state is for everyone: ${language}`, async (t) => {
    const email = `everyone.${language}@example.com`;
    portal.addPerson(portal.addOrganisation(`Everyone ${language}`), email, 'Ann', 'Bakker');
    // Without motion, so that no colour is looked at on its way from one theme to the other.
    const options = { locale, reducedMotion: 'reduce' };
    const walker = { page: await open(browser, options), email, options };
    walker.page.on('request', (request) => { if (request.isNavigationRequest()) visited.add(new URL(request.url()).pathname); });
    for (const [name, step, isRefused] of walk) {
      await t.test(name, async () => {
        await step(walker);
        await checkAll(walker.page, name, language, isRefused);
        // The menu would close under the keys; it is walked by the test of the way in. A dialog holds them.
        if (language === 'en' && !/menu|dialog/.test(name)) await walkByKeyboard(walker.page, name);
      });
    }
  });
}

test('M10 M23 on the day of the date, activation and the mailed code are for everyone', async (t) => {
  const strict = await Portal.start('second_factor.required_from = 2020-01-01\n');
  try {
    for (const [language, locale] of Object.entries(languages)) {
      const email = `late.${language}@example.com`;
      strict.addPerson(strict.addOrganisation(`Late ${language}`), email, 'Ann', 'Bakker');
      const page = await open(browser, { locale, reducedMotion: 'reduce' });
      page.on('request', (request) => { if (request.isNavigationRequest()) visited.add(new URL(request.url()).pathname); });
      await page.goto(await strict.invitationLink(email));
      await send(page);
      await page.fill('#password', password);
      await send(page);
      await page.fill('#email', email);
      await page.fill('#password', password);
      await send(page, 'main form[action="/signin/password"]');
      const rows = [
        ['activation that comes first', async () => {}],
        ['the password once more', () => send(page, 'main form[action="/account-security/two-factor"]')],
        ['a code to be mailed', async () => { await page.fill('#password', password); await send(page); }],
        ['the mailed code', () => send(page)],
        ['a wrong mailed code', async () => { await page.fill('#code', '00000000'); await send(page); }, true],
        ['an exception until a day', async () => {
          strict.command('exemption', 'grant', '--email', email, '--until', inThirtyDays(), '--reason', 'Waits for a telephone');
          await page.goto(`${strict.address}/account-security`);
        }],
        ['the exception where one activates', () => page.click('a[href="/account-security/two-factor"]')],
      ];
      for (const [name, step, isRefused] of rows) {
        await t.test(`${name}: ${language}`, async () => {
          await step();
          await checkAll(page, name, language, isRefused);
        });
      }
    }
  } finally {
    await strict.stop();
  }
});

test('M12 a portal that has had enough requests answers for everyone', async (t) => {
  const strict = await Portal.start('limits.requests_per_minute = 60\n');
  try {
    // All are opened, with their style sheet, before the limit is met.
    const pages = {};
    for (const [language, locale] of Object.entries(languages)) {
      pages[language] = await open(browser, { locale, reducedMotion: 'reduce' });
      await pages[language].goto(`${strict.address}/signin`);
    }
    for (const [language, page] of Object.entries(pages)) {
      await t.test(`too many requests from one network: ${language}`, async () => {
        let status;
        for (let tries = 0; tries < 400 && status !== 429; ++tries) status = (await page.goto(`${strict.address}/signin`)).status();
        assert.equal(status, 429);
        await checkAll(page, 'too many requests', language, 'the page');
      });
    }
  } finally {
    await strict.stop();
  }
});

test('motion stops for those who ask for that', async () => {
  const page = await open(browser, { reducedMotion: 'reduce' });
  await page.goto(`${portal.address}/signin`);
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
    const style = getComputedStyle(one);
    return style.animationName !== 'none' || style.transitionDuration.split(', ').some((duration) => parseFloat(duration) > 0);
  }).length);
  assert.equal(moving, 0);
});

test('M49 colours of the reader’s own are used, and the QR code can still be read', async () => {
  const email = 'forced@example.com';
  portal.addPerson(portal.addOrganisation('Forced BV'), email, 'Ann', 'Bakker');
  const page = await open(browser, { forcedColors: 'active', colorScheme: 'dark' });
  await page.goto(await portal.invitationLink(email));
  await send(page);
  await page.fill('#password', password);
  await send(page);
  await logIn(page, email);
  const bare = await page.evaluate(() => [...document.querySelectorAll('main :is(.button, .panel, .card, .tiles a)')]
    .filter((one) => one.checkVisibility() && getComputedStyle(one).borderStyle === 'none').map((one) => one.className));
  assert.deepEqual(bare, [], 'what is told by a ground alone has an edge too');
  await page.goto(`${portal.address}/account-security/two-factor/method`);
  await page.fill('#password', password);
  await send(page);
  await page.click('main .choices a[href$="/two-factor/code"]');
  assert.equal(new Authenticator(await scanScreen(page)).address.protocol, 'otpauth:');
});

test('more contrast is given to those who ask for it', async () => {
  const page = await open(browser, { contrast: 'more' });
  await page.goto(`${portal.address}/signin`);
  const [quiet, text] = await page.evaluate(() => [getComputedStyle(document.querySelector('.lead')).color, getComputedStyle(document.body).color]);
  assert.equal(quiet, text);
});

test('every page that answers people stands in the table', () => {
  const routes = readFileSync(new URL('../../docs/routes.md', import.meta.url), 'utf8').split('\n')
    .map((line) => /^\| GET \| `([^`]+)` \| (?!machines|the operator|a linked device)/.exec(line)?.[1]).filter(Boolean);
  const reached = (route) => [...visited].some((path) => new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
  // These lead on at once, or answer a script.
  const silent = ['/signin/password', '/session/left', '/signin/left', '/password/factor', '/auth/check',
    '/two-factor/pocket/{challenge}/wait', '/account-security/two-factor/pocket/{pairing}/wait'];
  assert.deepEqual(routes.filter((route) => !reached(route) && !silent.includes(route)), []);
});
