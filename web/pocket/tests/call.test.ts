import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { call, Refused, signedCall, Unreachable } from '../src/protocol/call.ts';
import { now, setClockOffset } from '../src/protocol/clock.ts';
import { bytesOf, hashOf, utf8 } from '../src/protocol/encoding.ts';
import { statement, verifies } from '../src/protocol/statement.ts';

interface Sent { url: string; init: RequestInit & { headers: Record<string, string> } }

const real = { fetch: globalThis.fetch };
Object.defineProperty(globalThis, 'location', { value: { origin: 'https://pocket.portal.example' } });

/// A service that answers these, one after the other, and what it was sent.
function service(...answers: (() => Response)[]): Sent[] {
  const sent: Sent[] = [];
  globalThis.fetch = (async (url: string, init: Sent['init']) => {
    sent.push({ url, init });
    const answer = answers.shift();
    if (!answer) throw new TypeError('no network');
    return answer();
  }) as typeof fetch;
  return sent;
}

const json = (status: number, body: object) => () => new Response(JSON.stringify(body), { status });
const pair = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const device = 'JjpNvkFIj7hyFLADIznbuQ';

afterEach(() => {
  globalThis.fetch = real.fetch;
  setClockOffset(0);
});

test('a signed request carries its statement over path, query and body, and no cookies', async () => {
  const keys = await pair();
  const sent = service(json(200, { name: 'Pixel 8' }));
  assert.deepEqual(await signedCall({ device, key: keys.privateKey }, { method: 'POST', path: 'devices/self/name', body: { name: 'Pixel 8' } }), { name: 'Pixel 8' });
  const [{ url, init }] = sent as [Sent];
  const { headers } = init;
  assert.equal(url, '/pocket/api/v1/devices/self/name');
  assert.equal(init.credentials, 'omit');
  assert.equal(init.redirect, 'error');
  assert.equal(headers['Pocket-Version'], '1.7.0');
  assert.equal(headers['Pocket-Device'], device);
  assert.match(headers['Pocket-Nonce'] ?? '', /^[A-Za-z0-9_-]{22}$/);
  const signed = statement('REQUEST', {
    aud: 'https://pocket.portal.example', device, method: 'POST', target: url, body: await hashOf(utf8(init.body as string)),
    nonce: headers['Pocket-Nonce'] ?? '', time: headers['Pocket-Time'] ?? '',
  });
  assert.ok(await verifies(keys.publicKey, bytesOf(headers['Pocket-Signature'] ?? ''), signed));
});

test('a wrong clock is put right and asked once more, with another nonce', async () => {
  const keys = await pair();
  const right = now() + 5000;
  const sent = service(json(401, { error: 'clock_skew', message: '', server_time: right }), json(200, {}));
  await signedCall({ device, key: keys.privateKey }, { method: 'GET', path: 'challenges' });
  assert.equal(sent.length, 2);
  assert.ok(Math.abs(Number(sent[1]?.init.headers['Pocket-Time']) - right) <= 1);
  assert.notEqual(sent[0]?.init.headers['Pocket-Nonce'], sent[1]?.init.headers['Pocket-Nonce']);
  assert.ok(Math.abs(now() - right) <= 1, 'and stays right');
});

test('a clock that stays wrong is asked about once only', async () => {
  const keys = await pair();
  const skew = json(401, { error: 'clock_skew', message: '', server_time: now() + 5000 });
  const sent = service(skew, skew, skew);
  await assert.rejects(signedCall({ device, key: keys.privateKey }, { method: 'GET', path: 'challenges' }), (problem) => problem instanceof Refused && problem.code === 'clock_skew');
  assert.equal(sent.length, 2);
});

test('what the service refuses is told apart from no service at all', async () => {
  service(json(426, { error: 'upgrade_required', message: '', min_version: '1.8.0' }));
  await assert.rejects(call({ method: 'GET', path: 'config' }), (problem) => problem instanceof Refused && problem.status === 426 && problem.details.min_version === '1.8.0');
  for (const answer of [() => new Response('<html>Bad Gateway</html>', { status: 502 }), json(500, {}), () => { throw new TypeError('no network'); }]) {
    service(answer);
    await assert.rejects(call({ method: 'GET', path: 'config' }), Unreachable);
  }
});

test('nobody waits longer than their patience', async () => {
  globalThis.fetch = ((_: string, { signal }: RequestInit) => new Promise((_done, failed) => {
    signal?.addEventListener('abort', () => failed(new DOMException('aborted', 'AbortError')));
  })) as typeof fetch;
  await assert.rejects(call({ method: 'GET', path: 'config', patience: 0.01 }), Unreachable);
});
