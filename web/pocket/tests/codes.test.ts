import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFragment, readLinkCode, readScanned, shownLinkCode } from '../src/protocol/codes.ts';

const origin = 'https://pocket.portal.example';
const challenge = 'LdAL134CIs7YgmZUganB2Q';

test('M32 a code is read as people type it', () => {
  for (const typed of ['7K4MQ9XTRA2BV6HD', '7K4M-Q9XT-RA2B-V6HD', ' 7k4m q9xt\tra2b v6hd ', '7k4m-q9xt-ra2b-v6hd'])
    assert.equal(readLinkCode(typed), '7K4MQ9XTRA2BV6HD', typed);
  assert.equal(readLinkCode('oOiI-lL00-0000-0000'), '0011110000000000', 'letters that look like digits');
  for (const typed of ['', '7K4M', '7K4MQ9XTRA2BV6H', '7K4MQ9XTRA2BV6HDD', '7K4MQ9XTRA2BV6HU', '7K4MQ9XTRA2BV6H!'])
    assert.equal(readLinkCode(typed), undefined, typed);
});

test('a code is shown in groups of four', () => {
  assert.equal(shownLinkCode('7K4MQ9XTRA2BV6HD'), '7K4M-Q9XT-RA2B-V6HD');
});

test('what is scanned is ours only from this very origin and in exactly this form', () => {
  assert.deepEqual(readScanned(`${origin}/pocket/#link=7K4MQ9XTRA2BV6HD`, origin), { kind: 'link', code: '7K4MQ9XTRA2BV6HD' });
  assert.deepEqual(readScanned(`${origin}/pocket/#login=${challenge}.047913`, origin), { kind: 'login', challenge, number: '047913' });
  for (const [text, from] of [
    ['https://pocket.portal.example.evil.example/pocket/#link=7K4MQ9XTRA2BV6HD', 'pocket.portal.example.evil.example'],
    ['https://evil.example/pocket/#link=7K4MQ9XTRA2BV6HD', 'evil.example'],
    ['http://pocket.portal.example/pocket/#link=7K4MQ9XTRA2BV6HD', 'pocket.portal.example'],
    [`${origin}/pocket/#link=7k4mq9xtra2bv6hd`, 'pocket.portal.example'],
    [`${origin}/pocket/#link=7K4MQ9XTRA2BV6HD&x=1`, 'pocket.portal.example'],
    [`${origin}/pocket/?x#link=7K4MQ9XTRA2BV6HD`, 'pocket.portal.example'],
    [`${origin}/pocket/#login=${challenge}.04791`, 'pocket.portal.example'],
    [`${origin}/pocket/#login=short.047913`, 'pocket.portal.example'],
    ['otpauth://totp/x?secret=AAAA', 'totp'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['just words', 'just words'],
    ['x'.repeat(200), 'x'.repeat(40)],
  ] as const) assert.deepEqual(readScanned(text, origin), { kind: 'foreign', from }, text);
});

test('an address says something only behind its "#"', () => {
  assert.equal(readFragment(''), undefined);
  assert.equal(readFragment('#elsewhere'), undefined);
  assert.deepEqual(readFragment('#link=7K4MQ9XTRA2BV6HD'), { kind: 'link', code: '7K4MQ9XTRA2BV6HD' });
});
