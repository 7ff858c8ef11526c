import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Account, hasCode } from '../src/keep/accounts.ts';
import { Refused, Unreachable } from '../src/protocol/call.ts';
import { browserIn, reasonIn } from '../src/texts/phrases.ts';
import { textsIn } from '../src/texts/texts.ts';

const languages = [textsIn('en'), textsIn('nl')];

test('whatever the service says no to is told in words, never by a code', () => {
  const codes = ['bad_signature', 'clock_skew', 'replayed', 'device_unknown', 'device_suspended', 'device_waiting', 'challenge_closed', 'last_method', 'no_push', 'push_host_not_allowed', 'bad_key', 'counter_replayed', 'something_new'];
  for (const texts of languages) {
    for (const code of codes) assert.doesNotMatch(reasonIn(texts, new Refused(400, code, {})), /[a-z]_[a-z]|^$/, code);
    assert.equal(reasonIn(texts, new Unreachable()), texts.notSent);
    assert.doesNotMatch(reasonIn(texts, new TypeError('x is undefined')), /undefined/);
  }
});

test('who was too often is told how long to wait', () => {
  for (const texts of languages) {
    assert.equal(reasonIn(texts, new Refused(429, 'too_many', { retry_after: 60 })), texts.tooMany);
    assert.match(reasonIn(texts, new Refused(429, 'too_many', { retry_after: 901 })), /16/);
    assert.equal(reasonIn(texts, new Refused(429, 'too_many', {})), texts.tooMany);
  }
});

test('a browser that does not say what it is has words all the same', () => {
  const [en, nl] = languages;
  assert.equal(browserIn(en!, { name: 'Firefox', os: 'Windows' }), 'Firefox on Windows');
  assert.equal(browserIn(en!, { name: 'Firefox', os: '' }), 'Firefox');
  assert.equal(browserIn(en!, { name: '', os: 'Windows' }), 'Windows');
  assert.equal(browserIn(en!, { name: '', os: '' }), 'Unknown browser');
  assert.equal(browserIn(nl!, { name: '', os: '' }), 'Onbekende browser');
});

test('a phone shows codes only while the portal takes them', () => {
  const account = { offline: { digits: 6, period: 30 }, policy: { offline_code: true }, state: 'active' } as Account;
  assert.ok(hasCode(account));
  assert.ok(!hasCode({ ...account, state: 'waiting' }), 'the link is not finished');
  assert.ok(!hasCode({ ...account, policy: { offline_code: false } }), 'switched off');
  assert.ok(!hasCode({ ...account, offline: null }));
});
