// Every screen of Pocket, in both languages: what it says and does, and that it is for everyone. The service is made up
// here, so that what it seldom answers is seen too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';
import { checkLooks, problemsOfWrongFields, walkByKeyboard } from './everyone.mjs';
import { Answers, id, seconds } from './pocket_answers.mjs';
import { Portal } from './portal.mjs';

const telephone = { width: 390, height: 844 };
const apple = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1';
const code = '7K4MQ9XTRA2BV6HD';
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

/// Pocket on a telephone, and the service that it asks.
async function phone(t, options = {}) {
  const answers = await Answers.start(portal);
  const page = await open(browser, { viewport: telephone, serviceWorkers: 'block', reducedMotion: 'reduce', ...options });
  t.after(async () => {
    await page.context().close();
    answers.stop();
  });
  const words = (english, dutch) => (options.locale === 'nl-NL' ? dutch : english);
  const press = (english, dutch) => page.locator(':is(main, dialog, body > header)').getByRole('button', { name: words(english, dutch), exact: true }).click();
  await page.goto(`${answers.address}/pocket/`);
  return { answers, page, press, words, title: () => page.locator('h1') };
}

/// Linked, by the code, and back on the first screen.
async function link({ answers, page, press }) {
  await page.locator('#shield').click();
  await page.locator('#add').click();
  await press('Enter the code instead', 'In plaats daarvan de code invoeren');
  await page.locator('#code').fill(code);
  await page.keyboard.press('Enter');
  await press('Link', 'Koppelen');
  await page.locator('.waiting').waitFor();
  answers.state = 'active';
  answers.changed();
  await page.locator('.sign.good').waitFor();
  await press('Done', 'Klaar');
  await page.locator('#shield').waitFor();
}

async function request(one, mode, more, context) {
  const challenge = one.answers.ask(mode, more, context);
  await one.page.locator('.request').waitFor();
  await one.page.waitForTimeout(700);  // deaf before
  return challenge;
}

const sign = ({ page }) => page.locator('.sign').waitFor();
const back = async ({ page }) => { await page.locator('#back').click(); await page.waitForTimeout(100); };
const noRequest = async ({ answers, page }) => {
  answers.challenges = [];
  answers.changed();
  await page.locator('.count').waitFor({ state: 'detached' });
};

const entry = (result, more) => ({
  at: seconds() - 60, browser: { name: 'Firefox', os: 'Windows' }, ip: '2001:db8::1', place: null, method: 'pocket', result,
  still_signed_in: false, challenge: id(), phone: null, can_report: false, ...more,
});

/// [what is seen, how to get there from the row before]
const walk = [
  ['nothing yet', async () => {}],
  ['no account behind the shield', ({ page }) => page.locator('#shield').click()],
  ['scanning without a camera', async ({ page }) => { await page.locator('#add').click(); await page.locator('.status:not(:empty)').waitFor(); }],
  ['typing the code', ({ press }) => press('Enter the code instead', 'In plaats daarvan de code invoeren')],
  ['a code that is none', async ({ page }) => { await page.locator('#code').fill('abc'); await page.keyboard.press('Enter'); await page.locator('.error:not(:empty)').waitFor(); }],
  ['whose account', async ({ page }) => { await page.locator('#code').fill(code); await page.keyboard.press('Enter'); await page.locator('.facts').waitFor(); }],
  ['waiting for the computer', async ({ page, press }) => { await press('Link', 'Koppelen'); await page.locator('.waiting').waitFor(); }],
  ['linked', async ({ answers, page }) => { answers.state = 'active'; answers.changed(); await page.locator('.sign.good').waitFor(); }],
  ['all functionality', ({ page }) => page.locator('summary').click()],
  ['home with an account', async ({ page, press }) => { await press('Done', 'Klaar'); await page.locator('#shield').waitFor(); }],
  ['an account behind the shield', ({ page }) => page.locator('#shield').click()],
  ['a request, press', (one) => request(one, 'press')],
  ['logged in', async (one) => { await one.press('Log in', 'Inloggen'); await sign(one); }],
  ['a request, choose', (one) => request(one, 'choose')],
  ['another number', async (one) => { one.answers.outcome = 'wrong_number'; await one.press('18', '18'); await sign(one); one.answers.outcome = undefined; }],
  ['a request, two digits', (one) => request(one, 'type2')],
  ['two digits typed', async ({ press }) => { await press('Digit 4', 'Cijfer 4'); await press('Digit 7', 'Cijfer 7'); }],
  ['not me', async (one) => { await one.press('It’s not me', 'Dit ben ik niet'); await sign(one); }],
  ['a request, six digits', async (one) => { await one.press('Close', 'Sluiten'); await one.page.locator('#shield').waitFor(); await request(one, 'type6'); }],
  ['scanning the six digits', async ({ page, press }) => { await press('Scan instead', 'In plaats daarvan scannen'); await page.locator('.status:not(:empty)').waitFor(); }],
  ['a request that waits on the first screen', back],
  ['a request behind the shield', ({ page }) => page.locator('#shield').click()],
  ['a request that ended', async (one) => { await one.page.locator('.waiting-rows .row').click(); await one.page.waitForTimeout(100); one.answers.challenges = []; one.answers.changed(); await sign(one); }],
  ['a request that was answered elsewhere', async (one) => {
    await one.press('Close', 'Sluiten');
    const challenge = await request(one, 'press');
    one.answers.fails = [409, { error: 'challenge_closed', message: '', state: 'approved' }];
    one.answers.activity = [{ ...entry('signed_in'), challenge: challenge.id, phone: 'iPad' }];
    await one.press('Log in', 'Inloggen');
    await one.page.getByRole('heading', { name: one.words('Answered on iPad', 'Beantwoord op iPad') }).waitFor();
    one.answers.fails = undefined;
    one.answers.activity = [];
  }],
  ['a request to confirm something else', async (one) => {
    await one.press('Close', 'Sluiten');
    await request(one, 'choose', {}, { purpose: 'confirm', organisation: null, details: [{ label: 'Amount', value: 'EUR 1.250,00' }] });
  }],
  ['an answer that does not get through', async ({ answers, page, press }) => { answers.isDown = true; await press('47', '47'); await page.locator('.status:not(:empty)').waitFor(); }],
  ['no connection', async (one) => { await back(one); await one.page.locator('.notice.warning').waitFor(); }],
  ['an account', async (one) => {
    one.answers.isDown = false;
    one.answers.challenges = [];
    await one.page.evaluate(() => dispatchEvent(new Event('online')));
    await one.page.locator('.notice.warning').waitFor({ state: 'detached' });
    await one.page.locator('.row').first().click();
  }],
  ['a name that is none', async ({ page, press }) => { await page.locator('#name').fill(''); await press('Save', 'Opslaan'); }],
  ['no activity', async ({ page, press }) => { await press('Activity', 'Activiteit'); await page.locator('.waiting').waitFor({ state: 'hidden' }); }],
  ['activity', async (one) => {
    one.answers.activity = [entry('signed_in', { still_signed_in: true, can_report: true, place: 'Amersfoort, NL' }),
      ...['refused', 'cancelled', 'reported', 'expired', 'wrong_number', 'open', 'approved', 'lapsed', 'withdrawn'].map((result) => entry(result, { place: 'internal network', phone: 'Pixel 8' }))];
    await back(one);
    await one.press('Activity', 'Activiteit');
    await one.page.locator('.plain li').first().waitFor();
  }],
  ['the dialog: was this not you', async ({ page }) => { await page.locator('.plain .button').click(); await page.locator('dialog').waitFor(); }],
  ['moving to a new phone', async (one) => {
    await one.page.keyboard.press('Escape');
    await back(one);
    await one.press('Move to a new phone', 'Overzetten naar een nieuwe telefoon');
    await one.page.locator('.qr').waitFor();
  }],
  ['the dialog: unlink this phone', async (one) => { await back(one); await one.press('Unlink', 'Ontkoppelen'); await one.page.locator('dialog').waitFor(); }],
  ['the last way in', async (one) => {
    one.answers.isLast = true;
    await one.page.locator('dialog .danger').click();
    await sign(one);
  }],
  ['settings', async (one) => { await back(one); await back(one); await one.page.locator('#settings').click(); await one.page.waitForTimeout(100); }],
  ['no longer linked, on the first screen', async (one) => {
    await back(one);
    one.answers.refuses = { status: 401, body: { error: 'device_unknown' } };
    await one.page.evaluate(() => dispatchEvent(new Event('online')));
    await one.page.locator('.calm').waitFor({ state: 'detached' });
  }],
  ['no longer linked', async (one) => { await one.page.locator('.row').click(); await sign(one); }],
];

for (const [language, locale] of [['en', 'en-GB'], ['nl', 'nl-NL']]) {
  test(`T21 M12 every screen of Pocket is for everyone: ${language}`, async (t) => {
    const one = await phone(t, { locale });
    for (const [name, step] of walk) {
      await t.test(name, async () => {
        await step(one);
        assert.deepEqual(await problemsOfWrongFields(one.page), [], name);
        await checkLooks(one.page, name, language);
        if (language === 'en' && !/dialog/.test(name)) await walkByKeyboard(one.page, name);
        await one.page.setViewportSize(telephone);
      });
    }
    for (const [name, refusal] of [['suspended', { status: 403, body: { error: 'device_suspended' } }], ['too old', { status: 426, body: { error: 'upgrade_required', min_version: '1.8.0' } }]]) {
      await t.test(name, async () => {
        const other = await phone(t, { locale });
        await link(other);
        other.answers.refuses = refusal;
        await other.page.evaluate(() => dispatchEvent(new Event('online')));
        if (name === 'suspended') await other.page.getByText(other.words('Blocked for safety', 'Voor de veiligheid geblokkeerd')).click();
        await sign(other);
        await checkLooks(other.page, name, language);
      });
    }
    await t.test('on an iPhone, in the browser', async () => {
      const other = await phone(t, { locale, userAgent: apple });
      await checkLooks(other.page, 'apple', language);
      await other.page.goto(`${other.answers.address}/pocket/#link=${code}`);
      await other.page.locator('.walk').waitFor();
      await checkLooks(other.page, 'apple with a code', language);
    });
    assert.deepEqual(one.page.problems.filter((problem) => !/Failed to load resource/.test(problem)), []);
  });
}

test('M30 the shield and Settings / Two-factor authentication lead to one screen, and + stands there', async (t) => {
  const { page, press, title } = await phone(t);
  await page.getByRole('button', { name: 'Two-factor authentication', exact: true }).click();
  assert.equal(await title().innerText(), 'Two-factor authentication');
  const behindTheShield = await page.locator('main').innerText();
  await page.locator('#back').click();
  await page.getByRole('button', { name: 'Settings' }).click();
  await press('Two-factor authentication');
  assert.equal(await page.locator('main').innerText(), behindTheShield);
  await page.getByRole('button', { name: 'Add an account' }).click();
  assert.equal(await title().innerText(), 'Scan the QR code');
});

test('M37 one press confirms, but not in the first moment', async (t) => {
  const one = await phone(t);
  await link(one);
  const challenge = one.answers.ask('press');
  const logIn = one.page.getByRole('button', { name: 'Log in', exact: true });
  await logIn.waitFor();
  assert.ok(await logIn.isDisabled(), 'a stray tap does nothing');
  await one.page.evaluate(() => { const button = document.querySelector('.large'); button.disabled = false; button.click(); });
  assert.equal(one.answers.said.length, 0);
  await one.page.waitForTimeout(700);
  await logIn.click();
  await one.page.getByRole('heading', { name: 'You are logged in' }).waitFor();
  const [said] = one.answers.said;
  assert.deepEqual([said.answer, said.value, said.counter], ['approve', '-', 1]);
  assert.match(said.signature, /^[A-Za-z0-9_-]{86}$/);
  assert.ok(one.answers.asked.some(({ what, headers }) => what === `POST challenges/${challenge.id}/answer` && headers['pocket-device'] === one.answers.device && !headers.cookie));
});

test('M38 “It’s not me” and “Cancel” are different answers', async (t) => {
  const one = await phone(t);
  await link(one);
  await request(one, 'press');
  await one.press('Cancel');
  await one.page.getByText('Cancelled. The request has ended.').waitFor();
  assert.ok(await one.page.locator('#shield').isVisible(), 'and nothing else happens');
  await request(one, 'press');
  await one.press('It’s not me');
  await one.page.getByRole('heading', { name: 'We stopped it' }).waitFor();
  assert.equal(await one.page.getByRole('link', { name: 'Change password' }).getAttribute('href'), `${one.answers.address}/forgotten`);
  assert.deepEqual(one.answers.said.map(({ answer, value, counter }) => [answer, value, counter]), [['cancel', '-', 1], ['report', '-', 2]]);
});

test('M37 digits are sent by a press, not by themselves; keys of a keyboard work too', async (t) => {
  const one = await phone(t);
  await link(one);
  await request(one, 'type2');
  const logIn = one.page.getByRole('button', { name: 'Log in', exact: true });
  assert.match(await one.page.locator('.notice.warning').innerText(), /New browser.*fake website.*localhost/s);
  await one.press('Digit 4');
  assert.ok(await logIn.isDisabled());
  await one.press('Digit 8');
  await one.press('Erase');
  await one.page.locator('#number').focus();
  await one.page.keyboard.type('x7');
  await one.page.waitForTimeout(200);
  assert.equal(one.answers.said.length, 0);
  await logIn.click();
  await one.page.getByRole('heading', { name: 'You are logged in' }).waitFor();
  assert.equal(one.answers.said[0].value, '47');
});

test('a number in a link from outside is not filled in: only what was scanned in Pocket is', async (t) => {
  const one = await phone(t);
  await link(one);
  const challenge = one.answers.ask('type6');
  await one.page.locator('.request').waitFor();
  await back(one);
  await one.page.evaluate((address) => { location.hash = address; }, `login=${challenge.id}.047913`);
  await one.page.locator('.request').waitFor();
  assert.equal(await one.page.locator('#number').inputValue(), '');
  assert.ok(!one.page.url().includes('#'), 'and it stands in no history');
});

test('Undo and “This was not me” end the session that came of it', async (t) => {
  const one = await phone(t);
  await link(one);
  const challenge = await request(one, 'press');
  await one.press('Log in');
  await one.press('Undo');
  await one.page.getByRole('heading', { name: 'We stopped it' }).waitFor();
  assert.ok(one.answers.asked.some(({ what }) => what === `POST activity/${challenge.id}/report`));
});

test('a request that is answered while its answer is lost counts as what was said', async (t) => {
  const one = await phone(t);
  await link(one);
  await request(one, 'press');
  one.answers.isDown = true;
  await one.press('Log in');
  await one.page.getByText('did not get through').waitFor();
  one.answers.isDown = false;
  one.answers.fails = [409, { error: 'challenge_closed', message: '', state: 'approved' }];
  await one.press('Log in');
  await one.page.getByRole('heading', { name: 'You are logged in' }).waitFor();
});

test('M28 a portal that takes only newer versions is told about, with the version and how', async (t) => {
  const one = await phone(t);
  one.answers.config.min_version = '1.7.1';
  await one.page.reload();
  await one.page.getByRole('heading', { name: 'Update needed' }).waitFor();
  await one.page.waitForTimeout(500);
  await one.page.getByText(/version 1\.7\.1 or higher; this is 1\.7\.0/).waitFor();
  assert.ok(await one.page.getByRole('button', { name: 'Update', exact: true }).isVisible(), 'it loaded itself anew once, and stays');
});

test('M36 all functionality is optional and says so; without any, nothing is said', async (t) => {
  const one = await phone(t);
  one.answers.config.functions = [];
  await one.page.reload();
  await one.page.locator('#settings').click();
  assert.equal(await one.page.getByText('Activate all functionality').count(), 0);
  const other = await phone(t);
  await other.page.locator('#settings').click();
  await other.page.getByText('Activate all functionality').click();
  assert.match(await other.page.locator('details').innerText(), /Only if you also use the other functions of Pocket\. You never need it to log in\./);
  assert.deepEqual(await other.page.locator('details a').evaluateAll((links) => links.map((one) => one.getAttribute('href'))),
    [`${other.answers.address}/courses/`, 'https://invoices.portal.example/']);
});

test('T10 without a camera the typing is offered', async (t) => {
  const { page } = await phone(t);
  await page.locator('#shield').click();
  await page.locator('#add').click();
  await page.getByText('There is no camera').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Enter the code instead' }).isVisible());
  assert.ok(await page.getByText('Use a photo', { exact: true }).isVisible());
});

/// How many keys the phone keeps.
const keys = (page) => page.evaluate(() => new Promise((done) => {
  const opening = indexedDB.open('pocket');
  opening.onsuccess = () => {
    const database = opening.result;
    if (!database.objectStoreNames.contains('keys')) return done(0);
    const counting = database.transaction('keys').objectStore('keys').count();
    counting.onsuccess = () => { done(counting.result); database.close(); };
  };
}));

test('T11 a link opens the question, and its code is in no address afterwards', async (t) => {
  const { answers, page } = await phone(t);
  await page.goto(`${answers.address}/pocket/#link=${code}`);
  await page.getByRole('heading', { name: 'Link this phone?' }).waitFor();
  await page.getByText('j…n@example.com').waitFor();
  assert.equal(page.url(), `${answers.address}/pocket/`);
  assert.ok(answers.asked.some(({ what, body }) => what === 'POST pairings/lookup' && body.code === code));
  assert.equal(await keys(page), 1, 'the key is there before anything is linked');
});

test('T11 on an iPhone that has not put it on the home screen, no key is made and nothing is asked', async (t) => {
  const { answers, page } = await phone(t, { userAgent: apple });
  await page.goto(`${answers.address}/pocket/#link=${code}`);
  await page.getByText('Add to Home Screen').waitFor();
  assert.ok(await page.getByText('7K4M-Q9XT-RA2B-V6HD').isVisible());
  assert.equal(page.url(), `${answers.address}/pocket/`);
  await page.waitForTimeout(300);
  assert.equal(await keys(page), 0);
  assert.ok(!answers.asked.some(({ what }) => what.includes('pairings')));
});

test('a browser that keeps no keys is told so before the code is used', async (t) => {
  const { answers, page } = await phone(t);
  await page.addInitScript(() => {
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function refuse(value, key) {
      if (this.name === 'keys') throw new DOMException('The object can not be cloned.', 'DataCloneError');
      return add.call(this, value, key);
    };
  });
  await page.goto(`${answers.address}/pocket/?`);
  await page.goto(`${answers.address}/pocket/#link=${code}`);
  await page.getByText('This browser keeps no keys').waitFor();
  assert.ok(!answers.asked.some(({ what }) => what.includes('pairings')));
});

test('the same code with the same key is sent again when the first answer was lost', async (t) => {
  const { answers, page, press } = await phone(t);
  await page.goto(`${answers.address}/pocket/#link=${code}`);
  await page.locator('.facts').waitFor();
  answers.isDown = true;
  await press('Link');
  await page.getByText('did not get through').waitFor();
  answers.isDown = false;
  await press('Link');
  await page.getByText('Look at your computer').waitFor();
  assert.equal(await keys(page), 2, 'one key to sign with, one for codes');
});

test('two windows never send one number twice', async (t) => {
  const one = await phone(t);
  await link(one);
  const other = await one.page.context().newPage();
  await other.goto(`${one.answers.address}/pocket/`);
  await other.locator('.row').waitFor();
  one.answers.fails = [503, { error: 'busy', message: '' }];
  one.answers.ask('press');
  for (const page of [one.page, other]) await page.locator('.request').waitFor();
  await one.page.waitForTimeout(700);
  for (let i = 0; i < 5; ++i) {
    await Promise.all([one.page, other].map((page) => page.evaluate(() => document.querySelector('.large').click())));
    for (const page of [one.page, other]) await page.locator('.large:not([disabled])').waitFor();
  }
  const counters = one.answers.said.map(({ counter }) => counter);
  assert.equal(counters.length, 10);
  assert.deepEqual(counters, [...new Set(counters)].sort((a, b) => a - b), 'each higher than the one before');
});

test('M31 several accounts stand side by side, each with its own key', async (t) => {
  const one = await phone(t);
  await link(one);
  one.answers.device = id();
  one.answers.lookup = { ...one.answers.lookup, account: 'a…s@example.org', organisation: null, check: '81' };
  await link(one);
  await one.page.locator('#shield').click();
  assert.deepEqual(await one.page.locator('.rows li:first-child strong').allInnerTexts(), ['j…n@example.com', 'a…s@example.org']);
  assert.equal(await keys(one.page), 4, 'for each one to sign with and one for codes');
  const sent = one.answers.asked.filter(({ what }) => what === 'POST pairings/complete').map(({ body }) => body.public_key);
  assert.equal(new Set(sent).size, 2);
});

test('the language is the reader’s, and can be chosen for good', async (t) => {
  const { page } = await phone(t, { locale: 'nl-NL' });
  assert.equal(await page.locator('html').getAttribute('lang'), 'nl');
  await page.getByRole('button', { name: 'Instellingen' }).click();
  await page.getByLabel('Taal').selectOption('en');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.reload();
  await page.getByText('No account yet').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

test('motion stops for those who ask for that', async (t) => {
  const one = await phone(t);
  await link(one);
  await one.page.locator('.row').click();
  await one.page.locator('.ring').waitFor();
  const moving = await one.page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
    const style = getComputedStyle(element);
    return style.animationName !== 'none' || style.transitionDuration.split(', ').some((duration) => parseFloat(duration) > 0);
  }).length);
  assert.equal(moving, 0);
});

test('a phone that moved away says to which', async (t) => {
  const one = await phone(t);
  await link(one);
  one.answers.refuses = { status: 401, body: { error: 'device_unknown', moved_to: 'iPhone' } };
  await one.page.evaluate(() => dispatchEvent(new Event('online')));
  await one.page.getByText('Moved to iPhone').click();
  await one.press('Remove from this phone');
  await one.page.getByText('No account yet').waitFor();
  assert.equal(await keys(one.page), 0);
});
