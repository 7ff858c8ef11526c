// Pocket as an app of its own: how much of it comes over the network, that it opens without one, that it can be
// installed, what its policy refuses, notifications, and keys that last and never leave.
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { launch, launchOptions, open } from './browser.mjs';
import { Answers, id } from './pocket_answers.mjs';
import { Portal } from './portal.mjs';

const telephone = { width: 390, height: 844 };
const code = '7K4MQ9XTRA2BV6HD';
let portal;
let browser;
let answers;

before(async () => {
  portal = await Portal.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

async function phone(t, options = {}) {
  answers = await Answers.start(portal);
  const page = await open(browser, { viewport: telephone, ...options });
  t.after(async () => {
    await page.context().close();
    answers.stop();
  });
  return page;
}

async function link(page) {
  await page.goto(`${answers.address}/pocket/#link=${code}`);
  await page.getByRole('button', { name: 'Link', exact: true }).click();
  await page.getByText('Look at your computer').waitFor();
  answers.state = 'active';
  answers.changed();
  await page.getByRole('button', { name: 'Done' }).click();
}

const controlled = (page) => page.evaluate(async () => {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken, { once: true }));
});

test('what comes over the network at the first opening is at most 120 KB, the worker’s copies included', async (t) => {
  const page = await phone(t);
  const sent = {};
  // Counted where it leaves: heads and bodies as they are written.
  answers.server.on('connection', (socket) => {
    let before = 0;
    socket.on('close', () => { sent.all = (sent.all ?? 0) + socket.bytesWritten - before; before = socket.bytesWritten; });
  });
  await page.goto(`${answers.address}/pocket/`);
  await page.getByText('No account yet').waitFor();
  await controlled(page);
  await page.waitForTimeout(500);
  await page.context().close();
  await new Promise((done) => { setTimeout(done, 500); });
  t.diagnostic(`${sent.all} bytes`);
  assert.ok(sent.all > 40_000, 'it was counted');
  assert.ok(sent.all <= 120_000, `${sent.all} bytes`);
});

test('T22 it can be installed', async (t) => {
  const page = await phone(t);
  await page.goto(`${answers.address}/pocket/`);
  await controlled(page);
  const devtools = await page.context().newCDPSession(page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.equal(JSON.parse(data).scope, '/pocket/');
});

test('T9 its policy refuses scripts of others, made-up markup and WebAssembly, and Pocket never meets it', async (t) => {
  const page = await phone(t);
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await link(page);
  await controlled(page);
  await page.locator('#settings').click();
  await page.locator('summary').click();
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(page.problems, []);

  const refused = await page.evaluate(async () => {
    const tries = {
      markup: () => { document.createElement('div').innerHTML = '<b>x</b>'; },
      // Not within evaluate(), which the policy does not reach.
      code: () => new Promise((done, failed) => { setTimeout(() => { try { done(globalThis.eval('1')); } catch (problem) { failed(problem); } }); }),
      address: () => { document.createElement('script').src = 'https://elsewhere.example/x.js'; },
      worker: () => navigator.serviceWorker.register('/pocket/worker.js'),
      policy: () => globalThis.trustedTypes.createPolicy('another', {}),
    };
    const names = [];
    for (const [name, attempt] of Object.entries(tries)) {
      try { await attempt(); } catch (problem) { names.push(`${name}: ${problem.name}`); }
    }
    // The smallest module there is: eight bytes.
    try { await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); } catch (problem) { names.push(`wasm: ${problem.name}`); }
    return names;
  });
  assert.deepEqual(refused, ['markup: TypeError', 'code: EvalError', 'address: TypeError', 'worker: TypeError', 'policy: TypeError', 'wasm: CompileError']);
});

/// RFC 6238 with HMAC-SHA-256, six digits, written here once more.
async function totp(secret, time) {
  const key = await webcrypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30)));
  const mac = Buffer.from(await webcrypto.subtle.sign('HMAC', key, counter));
  const number = mac.readUInt32BE(mac[31] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

test('T18 without a network it opens and shows the right code', async (t) => {
  const page = await phone(t);
  await link(page);
  await controlled(page);
  await page.context().setOffline(true);
  answers.stop();
  await page.reload();
  await page.getByText('No connection').waitFor();
  const shown = await page.locator('.code').innerText();
  const now = Date.now() / 1000;
  const right = await Promise.all([now, now - 30].map((time) => totp(Buffer.from('12345678901234567890'), time)));
  assert.ok(right.includes(shown.replace(' ', '')), `${shown} is none of ${right}`);
});

test('a service that was away is found again by itself', async (t) => {
  const page = await phone(t);
  await link(page);
  answers.isDown = true;
  answers.changed();
  await page.getByText('No connection').waitFor();
  answers.isDown = false;
  await page.getByText('No connection').waitFor({ state: 'detached', timeout: 20_000 });
  answers.ask('press');
  await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
});

test('nobody asks while Pocket cannot be seen, and everybody at once when it can', async (t) => {
  const page = await phone(t);
  await link(page);
  await page.waitForTimeout(300);
  const visibility = (state) => page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
  await visibility('hidden');
  await page.waitForTimeout(300);
  const before = answers.asked.length;
  answers.ask('press');
  await page.waitForTimeout(1500);
  assert.equal(answers.asked.length, before);
  await visibility('visible');
  await page.getByRole('button', { name: 'Log in', exact: true }).waitFor({ timeout: 2000 });
});

/// What the worker does when the push service rings.
async function ring(page, payload) {
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise((done) => devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(answers.address));
    if (ours) done(ours.registrationId);
  }));
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.deliverPushMessage', { origin: answers.address, registrationId: await registered, data: JSON.stringify(payload) });
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    for (let tries = 0; tries < 50; ++tries) {
      const shown = await registration.getNotifications();
      if (shown.length > 0) {
        const told = shown.map(({ title, body, tag }) => ({ title, body, tag }));
        for (const one of shown) one.close();
        return told;
      }
      await new Promise((later) => { setTimeout(later, 100); });
    }
    return [];
  });
}

const bell = { web_push: 8030, notification: { title: 'Sign-in request', body: 'Open Pocket to view', navigate: '', lang: 'en', tag: 'signin' }, mutable: true };

test('T5 a ring is shown, in the reader’s language, without saying who or where', async (t) => {
  const page = await phone(t, { permissions: ['notifications'] });
  await link(page);
  await controlled(page);
  answers.ask('press');
  assert.deepEqual(await ring(page, bell), [{ title: 'Sign-in request', body: 'Open Pocket to view', tag: 'signin' }]);
  assert.ok(answers.asked.filter(({ what }) => what === 'GET challenges').every(({ headers }) => headers['pocket-signature']), 'the worker signs what it asks');
  answers.challenges = [];
  answers.changed();
  assert.deepEqual((await ring(page, bell)).map(({ title, body }) => [title, body]), [['Sign-in request', 'The request has ended']]);
  assert.deepEqual((await ring(page, { ...bell, notification: { ...bell.notification, tag: 'test' } })).map(({ title }) => title), ['Notifications work']);
  answers.isDown = true;
  assert.equal((await ring(page, bell)).length, 1, 'also when nobody can be asked');
});

test('T5 a ring is in Dutch for who chose Dutch', async (t) => {
  const page = await phone(t, { permissions: ['notifications'] });
  await link(page);
  await controlled(page);
  await page.locator('#settings').click();
  await page.getByLabel('Language').selectOption('nl');
  await page.getByRole('heading', { name: 'Instellingen' }).waitFor();
  answers.ask('press');
  const [told] = await ring(page, bell);
  assert.deepEqual([told.title, told.body], ['Verzoek om in te loggen', 'Open Pocket om het te bekijken']);
});

test('T7 the key lasts over a restart of the browser, and no way takes it out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-profile-'));
  answers = await Answers.start(portal);
  try {
    let context = await chromium.launchPersistentContext(folder, { ...launchOptions, viewport: telephone, locale: 'en-GB' });
    await link(context.pages()[0]);
    await context.close();

    context = await chromium.launchPersistentContext(folder, { ...launchOptions, viewport: telephone, locale: 'en-GB' });
    const [page] = context.pages();
    await page.goto(`${answers.address}/pocket/`);
    const challenge = answers.ask('press');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('heading', { name: 'You are logged in' }).waitFor();

    const { public_key: raw } = answers.asked.find(({ what }) => what === 'POST pairings/complete').body;
    const key = await webcrypto.subtle.importKey('raw', Buffer.from(raw, 'base64url'), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    const [said] = answers.said;
    const hash = createHash('sha256').update(challenge.context).digest('base64url');
    const statement = `POCKET-V1 ANSWER\naud=${answers.address}\ndevice=${answers.device}\nchallenge=${challenge.id}\nnonce=${challenge.nonce}\n`
      + `context=${hash}\nmode=press\nanswer=approve\nvalue=-\ncounter=${said.counter}\ntime=${said.time}\n`;
    assert.ok(await webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(said.signature, 'base64url'), Buffer.from(statement)),
      'what was linked before has signed what was shown now');

    const kept = await page.evaluate(() => new Promise((done) => {
      const opening = indexedDB.open('pocket');
      opening.onsuccess = () => {
        const asking = opening.result.transaction('keys').objectStore('keys').getAll();
        asking.onsuccess = async () => {
          const found = [];
          for (const one of asking.result) {
            const secret = one instanceof CryptoKey ? one : one.privateKey;
            for (const format of ['pkcs8', 'jwk', 'raw']) found.push(`${secret.algorithm.name} ${format} ${await crypto.subtle.exportKey(format, secret).then(() => 'came out', (problem) => problem.name)}`);
          }
          done(found);
        };
      };
    }));
    assert.equal(kept.length, 6);
    for (const one of kept) assert.match(one, /InvalidAccessError|NotSupportedError/);
    await context.close();
  } finally {
    answers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('M28 an app that is told it is too old fetches the newest by itself', async (t) => {
  const page = await phone(t);
  await link(page);
  await controlled(page);
  answers.newVersion = '1.8.0';
  answers.config.min_version = '1.8.0';
  answers.leastVersion = '1.8.0';
  answers.changed();
  await page.waitForEvent('load');
  await page.locator('#settings').click();
  await page.getByText('Version 1.8.0').waitFor();
  assert.ok(answers.asked.some(({ headers }) => headers['pocket-version'] === '1.7.0'));
  assert.ok(answers.asked.some(({ headers }) => headers['pocket-version'] === '1.8.0'));
});

test('a newer app takes over while nobody looks, and not under a finger', async (t) => {
  const page = await phone(t);
  await link(page);
  await controlled(page);
  answers.newVersion = '1.7.1';
  let loads = 0;
  page.on('load', () => { loads += 1; });
  await page.evaluate(async () => {
    const taken = new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
    await (await navigator.serviceWorker.ready).update();
    await taken;
  });
  await page.waitForTimeout(300);
  assert.equal(loads, 0);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.locator('#settings').click();
  await page.getByText('Version 1.7.1').waitFor();
});

test('M31 two accounts are both asked for, and each answers with its own number', async (t) => {
  const page = await phone(t);
  await link(page);
  const first = answers.device;
  answers.device = id();
  await link(page);
  answers.ask('press');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { name: 'You are logged in' }).waitFor();
  const devices = new Set(answers.asked.filter(({ what }) => what === 'GET challenges').map(({ headers }) => headers['pocket-device']));
  assert.deepEqual(devices, new Set([first, answers.device]));
});
