import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf, textsIn } from '../src/texts/texts.ts';

test('the language is what was chosen, else the first of the reader’s that we speak, else English', () => {
  assert.equal(languageOf('nl', ['en-GB']), 'nl');
  assert.equal(languageOf(null, ['de-DE', 'nl-BE', 'en']), 'nl');
  assert.equal(languageOf(null, ['en-US', 'nl']), 'en');
  assert.equal(languageOf(null, ['de', 'fr']), 'en');
  assert.equal(languageOf(null, []), 'en');
});

test('a text has as many stars in Dutch as in English, and says something', () => {
  const [en, nl] = [textsIn('en'), textsIn('nl')];
  // Filled with what no text holds, so that a place left out is seen too.
  const said = (text: unknown): string => typeof text === 'function' ? String((text as (...places: unknown[]) => string)('@1', '@2', '@3')) : String(text);
  for (const name of Object.keys(en) as (keyof typeof en)[]) {
    const [english, dutch] = [said(en[name]), said(nl[name])];
    assert.notEqual(dutch.trim(), '', name);
    assert.equal(dutch.split('**').length % 2, 1, `${name}: each bold ends`);
    assert.equal(english.split('**').length % 2, 1, `${name}: each bold ends`);
    for (const place of ['@1', '@2', '@3']) assert.equal(dutch.includes(place), english.includes(place), `${name} has ${place}`);
  }
});
