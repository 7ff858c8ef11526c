import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statement } from '../src/protocol/statement.ts';

const request = { aud: 'https://portal.example', device: 'A', method: 'GET', target: '/pocket/api/v1/challenges', body: 'B', nonce: 'C', time: 1_800_000_000 };

test('a statement has its fields in their one order, whatever the order they are given in', () => {
  const { time, aud, ...rest } = request;
  assert.equal(new TextDecoder().decode(statement('REQUEST', { time, ...rest, aud })),
    'POCKET-V1 REQUEST\naud=https://portal.example\ndevice=A\nmethod=GET\ntarget=/pocket/api/v1/challenges\nbody=B\nnonce=C\ntime=1800000000\n');
});

test('a value that could be another statement is refused', () => {
  for (const value of ['', ' ', 'a b', 'a\n', 'a\r\nnonce=D', '\u00e9', '\u007f', '\u2026'])
    assert.throws(() => statement('REQUEST', { ...request, target: value }), /the target of a statement/, JSON.stringify(value));
});
