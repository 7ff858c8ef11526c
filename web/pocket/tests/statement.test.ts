import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bytesOf, hashOf, sha256, utf8 } from '../src/protocol/encoding.ts';
import { type Fields, sign, statement, type StatementType, verifies } from '../src/protocol/statement.ts';

interface Vector { text: string; bytes: number; sha256_hex: string; signature_b64url: string; signature_new_b64url?: string }

// Shared with the program and pocketctl.
const vectors = JSON.parse(readFileSync('tests/vectors/pocket.json', 'utf8')) as {
  private_jwk: JsonWebKey; public_key_raw_b64url: string; new_public_key_raw_b64url: string;
  code: string; code_sha256: string; context: string; context_sha256: string; statements: Record<StatementType, Vector>;
};
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const publicKey = (raw: string) => crypto.subtle.importKey('raw', bytesOf(raw), algorithm, false, ['verify']);

/// The fields of a vector, each under its name, in no particular order.
function fieldsOf<Type extends StatementType>(type: Type): Fields<Type> {
  const lines = vectors.statements[type].text.trim().split('\n').slice(1);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]).reverse()) as Fields<Type>;
}

for (const type of ['PAIR', 'ANSWER', 'REQUEST', 'ROTATE'] as const) {
  const vector = vectors.statements[type];

  test(`T1 ${type} is what everybody else writes, byte for byte`, async () => {
    const bytes = statement(type, fieldsOf(type));
    assert.equal(new TextDecoder().decode(bytes), vector.text);
    assert.equal(bytes.length, vector.bytes);
    assert.equal(Buffer.from(await sha256(bytes)).toString('hex'), vector.sha256_hex);
  });

  test(`T1 ${type}: the signature in the vectors fits, and a fresh one does`, async () => {
    const bytes = statement(type, fieldsOf(type));
    const ours = await publicKey(vectors.public_key_raw_b64url);
    assert.ok(await verifies(ours, bytesOf(vector.signature_b64url), bytes));
    if (vector.signature_new_b64url) assert.ok(await verifies(await publicKey(vectors.new_public_key_raw_b64url), bytesOf(vector.signature_new_b64url), bytes));
    const key = await crypto.subtle.importKey('jwk', vectors.private_jwk, algorithm, false, ['sign']);
    const fresh = await sign(key, bytes);
    assert.match(fresh, /^[A-Za-z0-9_-]{86}$/);
    assert.ok(await verifies(ours, bytesOf(fresh), bytes));
  });

  test(`T1 ${type}: the signature fits nothing else`, async () => {
    const ours = await publicKey(vectors.public_key_raw_b64url);
    const signature = bytesOf(vector.signature_b64url);
    const lines = vector.text.split('\n');
    const [first = '', second = '', third = ''] = lines;
    for (const other of [
      vector.text.replaceAll('\n', '\r\n'),
      vector.text.slice(0, -1),
      `${vector.text}\n`,
      vector.text.replace(first, `${first} `),
      vector.text.replace(first, type === 'PAIR' ? 'POCKET-V1 ANSWER' : 'POCKET-V1 PAIR'),
      vector.text.replace('aud=https://klant.example.nl', 'aud=https://klant.example.com'),
      [first, third, second, ...lines.slice(3)].join('\n'),
      vector.text.toUpperCase(),
    ]) assert.equal(await verifies(ours, signature, utf8(other)), false, JSON.stringify(other));
  });
}

test('T1 hashes stand in statements as everybody else writes them', async () => {
  assert.equal(await hashOf(utf8(vectors.code)), vectors.code_sha256);
  assert.equal(await hashOf(utf8(vectors.context)), vectors.context_sha256);
  assert.equal(await hashOf(bytesOf(vectors.public_key_raw_b64url)), fieldsOf('PAIR').key);
});

test('T1 a value that could be another statement is refused', () => {
  for (const value of ['', ' ', 'a b', 'a\n', 'a\r\nnonce=D', 'é', '\u007f', '…'])
    assert.throws(() => statement('REQUEST', { ...fieldsOf('REQUEST'), target: value }), /the target of a statement/, JSON.stringify(value));
});
