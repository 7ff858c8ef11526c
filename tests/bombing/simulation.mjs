// What does somebody get who knows a password and makes its owner's phone ask, again and again, for a day?
//
//   node tests/bombing/simulation.mjs           the table of docs/pocket-bombing.md
//   node tests/bombing/simulation.mjs --check   fails unless the table there is this one, and as it is played
//
// A policy says how a request has to be confirmed after what went before, how many there are, and what ends
// them. The victim acts on each unexpected request with chance `acts`, and means no harm: it presses, taps one of
// the numbers or types any number. It says "It's not me" with chance `refuses`; else nothing happens and the
// request runs out. tests/bombing/bombing_test.cpp plays the same against the program itself.
import { readFileSync } from 'node:fs';

const chanceOfAnyAnswer = { press: 1, choose: 1 / 3, type2: 1 / 90, type6: 1 / 1_000_000 };
const acting = [0.01, 0.05, 0.2, 1];
const refusing = (acts) => Math.min(0.2, 1 - acts);

const unlimited = { most: 40, refusalEndsIt: false, quietAfter: Infinity };
const limited = { most: 10, refusalEndsIt: true, quietAfter: 3 };
const inTrouble = ({ bad, expired }) => bad > 0 || expired > 1;
const policies = {
  'approve or deny, 40 requests': { ...unlimited, mode: () => 'press' },
  'approve or deny, at most 10': { ...unlimited, most: 10, mode: () => 'press' },
  'one of three numbers, 40 requests': { ...unlimited, mode: () => 'choose' },
  'two digits typed, 40 requests': { ...unlimited, mode: () => 'type2' },
  one_tap: { ...limited, mode: (past) => inTrouble(past) ? 'type6' : 'choose' },
  adaptive: { ...limited, mode: (past) => inTrouble(past) ? 'type6' : 'type2' },
  strict: { ...limited, mode: () => 'type6' },
};

/// The chance that one of the requests lets the thief in, by all the ways in which a day can go.
function odds(policy, acts, past = { asked: 0, bad: 0, expired: 0, inARow: 0 }, known = new Map()) {
  if (past.asked >= policy.most || past.inARow >= policy.quietAfter) return 0;
  const key = Object.values(past).join();
  if (!known.has(key)) {
    const after = (change) => odds(policy, acts, { ...past, asked: past.asked + 1, ...change }, known);
    const right = chanceOfAnyAnswer[policy.mode(past)];
    const refuses = refusing(acts);
    const afterAnAnswer = { bad: past.bad + 1, inARow: 0 };
    known.set(key, acts * (right + (1 - right) * after(afterAnAnswer))
      + refuses * (policy.refusalEndsIt ? 0 : after(afterAnAnswer))
      + (1 - acts - refuses) * after({ expired: past.expired + 1, inARow: past.inARow + 1 }));
  }
  return known.get(key);
}

/// Whether the thief is in at the end of one day.
function played(policy, acts, chance) {
  const past = { asked: 0, bad: 0, expired: 0, inARow: 0 };
  while (past.asked < policy.most && past.inARow < policy.quietAfter) {
    const right = chanceOfAnyAnswer[policy.mode(past)];
    ++past.asked;
    const draw = chance();
    const answers = draw < acts + refusing(acts);
    if (draw < acts && chance() < right) return true;
    if (draw >= acts && answers && policy.refusalEndsIt) return false;
    past[answers ? 'bad' : 'expired'] += 1;
    past.inARow = answers ? 0 : past.inARow + 1;
  }
  return false;
}

/// Numbers from 0 to 1, the same for the same seed (a linear congruential generator of 48 bits, as drand48 is).
function seeded(seed) {
  let state = (BigInt(seed) << 16n) + 0x330en;
  return () => {
    state = (state * 0x5deece66dn + 11n) & 0xffff_ffff_ffffn;
    return Number(state) / 2 ** 48;
  };
}

const shown = (share) => (100 * share).toPrecision(share < 1e-5 ? 1 : 3);
const rows = Object.entries(policies).map(([name, policy]) =>
  `| ${name} | ${acting.map((acts) => `${Number(shown(odds(policy, acts)))} %`).join(' | ')} |`);

if (!process.argv.includes('--check')) {
  console.log(rows.join('\n'));
} else {
  const page = readFileSync(new URL('../../docs/pocket-bombing.md', import.meta.url), 'utf8');
  const missing = rows.filter((row) => !page.includes(row));
  for (const row of missing) console.error(`docs/pocket-bombing.md lacks: ${row}`);
  const chance = seeded(20270115);
  const days = Number(process.env.SALLYPORT_BOMBING_DAYS ?? 20_000);
  let strange = 0;
  for (const [name, policy] of Object.entries(policies)) {
    for (const acts of acting) {
      let won = 0;
      for (let day = 0; day < days; ++day) won += played(policy, acts, chance);
      const expected = odds(policy, acts);
      // Five standard deviations, and one day more for what hardly ever happens.
      const leeway = 5 * Math.sqrt(expected * (1 - expected) / days) + 1 / days;
      if (Math.abs(won / days - expected) <= leeway) continue;
      ++strange;
      console.error(`${name}, acts with ${acts}: ${won} of ${days} days, where ${expected * days} are expected`);
    }
  }
  process.exitCode = missing.length + strange > 0 ? 1 : 0;
}
