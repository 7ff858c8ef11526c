import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64url, utf8 } from '../src/protocol/encoding.ts';
import { importOfflineKey, offlineCode } from '../src/protocol/offline_code.ts';

test('codes are those of RFC 6238, appendix B, for SHA-256', async () => {
  const key = await importOfflineKey(base64url(utf8('12345678901234567890123456789012')));
  for (const [time, code] of [[59, '46119246'], [1111111109, '68084774'], [1111111111, '67062674'], [1234567890, '91819424'],
    [2000000000, '90698825'], [20000000000, '77737706']] as const) assert.equal(await offlineCode(key, time, 8, 30), code);
});

test('the last six digits of the same, with zeros in front', async () => {
  const key = await importOfflineKey(base64url(utf8('12345678901234567890123456789012')));
  assert.equal(await offlineCode(key, 1111111109, 6, 30), '084774');
});

test('the key cannot be taken out again', async () => {
  const key = await importOfflineKey(base64url(utf8('12345678901234567890')));
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('raw', key));
});
