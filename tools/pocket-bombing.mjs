#!/usr/bin/env node
// How often somebody who knows the password gets in by asking the phone again and again, for a day, from a browser
// that is not known, until its owner presses something. For whoever wants to change a limit or a mode: with numbers.
//
//     tools/pocket-bombing.mjs [RUNS]        200,000 unless said otherwise; the same numbers each time
//
// The owner gives in to an unexpected request with the chance that stands above a column, whatever was done with the
// requests before it. One who gives in presses, or taps or types any number, for no screen shows them one. One who
// does not give in refuses one time in five at most, and else leaves it. Outside of this: an owner to whom the number
// is read out by telephone.
// The rules are those of src/core/challenge (mode.hpp, care.hpp, challenge_store.cpp).

const runs = Number(process.argv[2] ?? 200_000);
const giveIn = [0.01, 0.05, 0.2, 1];
const rightByChance = { press: 1, choose: 1 / 3, type2: 1 / 90, type6: 1e-6 };

// mulberry32: good enough to count with, and the same on every machine.
let state = 1;
function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

// requests: how many a day lets begin. quiet: after so many in a row without an answer the phone is silent, and
// nobody sees the rest. careful: six digits after a wrong number or a refusal, or after two without an answer.
const plain = (first) => ({ first, requests: 40, quiet: Infinity, careful: false });
const limited = (first) => ({ first, requests: 10, quiet: 3, careful: true });
const rules = {
  'a button, 40 requests': plain('press'),
  'a button, 10 requests': { ...plain('press'), requests: 10 },
  'one of three numbers, 40 requests': plain('choose'),
  'two digits, 40 requests': plain('type2'),
  'one_tap': limited('choose'),
  'adaptive': limited('type2'),
  'strict': limited('type6'),
};

function getsIn({ first, requests, quiet, careful }, yes) {
  let bad = 0;
  let expired = 0;
  let inARow = 0;
  for (let request = 0; request < requests && inARow < quiet; ++request) {
    const mode = careful && (bad > 0 || expired > 1) ? 'type6' : first;
    const drawn = chance();
    if (drawn < yes) {
      if (chance() < rightByChance[mode]) return true;
      ++bad;
      inARow = 0;
    } else if (drawn < yes + Math.min(0.2, 1 - yes)) {
      if (careful) return false;  // "It's not me": the password no longer works
      ++bad;
    } else {
      ++expired;
      ++inARow;
    }
  }
  return false;
}

console.log('gives in'.padEnd(36) + giveIn.map((yes) => `${100 * yes} %`.padStart(10)).join(''));
for (const [name, rule] of Object.entries(rules)) {
  const shares = giveIn.map((yes) => {
    let successes = 0;
    for (let run = 0; run < runs; ++run) if (getsIn(rule, yes)) ++successes;
    return `${(100 * successes / runs).toFixed(2)} %`.padStart(10);
  });
  console.log(name.padEnd(36) + shares.join(''));
}
