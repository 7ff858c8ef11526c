// T4: a ring, encrypted by the portal, passed on by a push service and read by Firefox's own hand.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { followInvitation, launch, logIn, open, openNameMenu } from './browser.mjs';
import { Firefox } from './engines.mjs';
import { showQrCode } from './pocket_phone.mjs';
import { Portal } from './portal.mjs';
import { PushService, whyRefused } from './push_service.mjs';

const password = 'seven quiet herons wade';
const email = 'ann@example.com';
let service;
let portal;
let computer;
let page;
let phone;

before(async () => {
  service = await PushService.start();
  // The sandbox lets the portal call port 443 only, and this push service has a port of its own. It is inside, and without
  // TLS: the portal takes that from 127.0.0.1 alone, and only where its own address is an http one.
  portal = await Portal.start(`server.sandbox = false
pocket.push.contact = "mailto:operator@portal.example"
pocket.push.hosts = ["127.0.0.1"]
pocket.push.inside = ["127.0.0.1"]
`);
  computer = await launch();
  await linkFirefox();
});

after(async () => {
  await phone?.stop();
  await computer?.close();
  await portal?.stop();
  await service?.stop();
});

/// Somebody at the computer, logged off again, whose Firefox is linked and wants to be rung.
async function linkFirefox() {
  portal.addPerson(portal.addOrganisation('Example'), email, 'Ann', 'Bakker');
  page = await open(computer);
  await followInvitation(page, portal, email, password);
  await logIn(page, portal, email, password);
  await showQrCode(page, password);

  phone = new Firefox();
  await phone.start({
    'dom.push.enabled': true,
    'dom.push.connection.enabled': true,  // switched off in a Firefox that is driven
    'dom.push.serverURL': service.websocketAddress,
    'dom.push.retryBaseInterval': 100,  // milliseconds until it comes back to a service that was away
    'dom.push.testing.allowInsecureServerURL': true,
    'permissions.default.desktop-notification': 1,  // allowed
    'alerts.useSystemBackend': false,  // there is no desktop that shows notifications; Firefox does it itself
  });
  await phone.openPocket(portal.address);
  await phone.typeCode(await page.locator('#link-code').innerText());
  await phone.press('Link');
  await page.getByText('The link is successful').first().waitFor();
  await phone.press('Turn on notifications');
  await phone.see('Notifications are on.');
  await logOff();
}

async function logOff() {
  await page.goto(`${portal.address}/account-security`);
  await openNameMenu(page);
  await page.getByRole('button', { name: 'Log off' }).click();
}

/// Nobody looks at the phone, and at the computer somebody logs in and waits.
async function askWhileNobodyLooks() {
  await phone.go('about:blank');
  await logIn(page, portal, email, password);
  await page.getByText('We sent a notification').waitFor();
}

async function approve() {
  await phone.press('Log in');
  await page.locator('.name-menu summary').waitFor();
}

/// How often the portal has answered that, as its log says.
const answered = (route) => portal.output.split('\n').filter((line) => line.includes(`"${route}"`)).length;

test('T4 Firefox reads the ring, its worker looks what waits, and the sign-in is approved there', async (t) => {
  const [subscription] = service.subscriptions.values();
  const { vapid_public_key: key } = await (await fetch(`${portal.address}/pocket/api/v1/config`)).json();
  assert.deepEqual(subscription.key, Buffer.from(key, 'base64url'), 'subscribed for the portal’s key');

  await phone.go('about:blank');
  const before = answered('/pocket/api/v1/challenges');
  const began = Date.now();
  await askWhileNobodyLooks();
  const { status, why, headers, length, version } = await service.have('rung', 1);
  assert.deepEqual([status, why], [201, undefined]);
  assert.deepEqual([headers.ttl, headers.urgency], ['120', 'high']);
  assert.match(headers.topic, /^[\w-]{22}$/);
  assert.equal((length - 86 - 16) % 512, 0, 'padded: its length tells nothing');
  // 100: read, and the worker has done with it. 101: could not be decrypted. 301, 302: the worker failed.
  assert.deepEqual(await service.have('acknowledged', 1), { version, code: 100 });
  t.diagnostic(`${Date.now() - began} ms from the password to the worker’s having done with it`);
  // No window of Pocket was open: it was the worker who asked.
  await phone.until('question of the worker', () => answered('/pocket/api/v1/challenges') > before);

  await phone.openPocket(portal.address);
  const shown = await phone.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => ({ title, body, tag })));
  assert.deepEqual(shown, [{ title: 'Sign-in request', body: 'Open Pocket to view', tag: 'signin' }]);
  await approve();
  assert.equal(service.rung.length, 1);
  await logOff();
});

test('T4 who is not the portal rings nobody', async () => {
  const [[secret, subscription]] = service.subscriptions;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const own = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const header = (key, claims) => {
    const words = [{ typ: 'JWT', alg: 'ES256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = sign('sha256', Buffer.from(words), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return `vapid t=${words}.${signature}, k=${key.toString('base64url')}`;
  };
  const now = Math.floor(Date.now() / 1000);
  const right = { aud: service.origin, exp: now + 3600, sub: 'mailto:operator@portal.example' };
  // What is refused is refused for its one fault.
  assert.equal(whyRefused(header(own, right), own, service.origin), undefined);
  assert.match(whyRefused(header(own, { ...right, aud: 'https://push.example' }), own, service.origin), /another service/);
  assert.match(whyRefused(header(own, { ...right, exp: now - 1 }), own, service.origin), /too late/);
  assert.match(whyRefused(header(own, { ...right, exp: now + 90_000 }), own, service.origin), /more than a day/);
  assert.match(whyRefused(header(own, { ...right, sub: 'operator' }), own, service.origin), /nobody to turn to/);

  // The portal's own token, as it came with its ring, with other claims.
  const [{ headers: { authorization } }] = service.rung;
  const [, itsClaims] = /^vapid t=[\w-]+\.([\w-]+)/.exec(authorization);
  const altered = authorization.replace(itsClaims, Buffer.from(JSON.stringify(right)).toString('base64url'));
  for (const [forged, reason] of [
    [undefined, 'no token'], [header(own, right), 'another key than was subscribed for'],
    [header(subscription.key, right), 'not signed by that key'], [altered, 'not signed by that key'],
  ]) {
    const before = service.rung.length;
    const { status } = await fetch(`${service.origin}/push/${secret}`, {
      method: 'POST', body: Buffer.alloc(614), headers: { TTL: '120', 'Content-Encoding': 'aes128gcm', ...(forged && { Authorization: forged }) },
    });
    assert.deepEqual([status, service.rung.at(-1).why, service.rung.length], [403, reason, before + 1]);
  }
  assert.equal(service.acknowledged.length, 1, 'Firefox was handed nothing');
});

test('T4 forgotten by its push service, Firefox subscribes anew, and its worker tells the portal', async () => {
  await phone.go('about:blank');
  const [before] = service.subscriptions.keys();
  const told = answered('/pocket/api/v1/devices/self/push');
  service.forget();
  await phone.until('new subscription', () => answered('/pocket/api/v1/devices/self/push') > told);
  assert.ok(!service.subscriptions.has(before));

  const [rung, acknowledged] = [service.rung.length, service.acknowledged.length];
  await askWhileNobodyLooks();
  assert.equal((await service.have('rung', rung + 1)).status, 201);
  assert.equal((await service.have('acknowledged', acknowledged + 1)).code, 100);
  await phone.openPocket(portal.address);
  await approve();
  await logOff();
});

test('a push service that answers nothing delays nobody, and neither does one that is gone', async () => {
  service.isSilent = true;
  await askWhileNobodyLooks();
  const { isOpen } = await service.have('unanswered', 1);
  assert.ok(isOpen, 'the page was there while the portal still waited for the push service');
  await phone.openPocket(portal.address);
  await approve();
  await logOff();

  await service.stop();
  await askWhileNobodyLooks();
  await phone.openPocket(portal.address);
  await approve();
});
