import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atLeast } from '../src/protocol/version.ts';

test('M28 versions compare part by part', () => {
  for (const version of ['1.6.78', '1.6.100', '1.7.0', '1.10.0', '2.0.0', '1.6.78.0']) assert.ok(atLeast(version, '1.6.78'), version);
  for (const version of ['1.6.77', '1.6.9', '1.5.100', '0.9.99', '1.6']) assert.ok(!atLeast(version, '1.6.78'), version);
});
