#!/usr/bin/env node
// Writes tests/vectors/pocket.json anew: what every implementation of Pocket's statements must agree on.
//
//     tools/pocket-vectors.mjs            writes the file
//     tools/pocket-vectors.mjs --check    only says whether it is what would be written
//
// The signatures are WebCrypto's, so what C++ makes and checks is held against another implementation. A
// signature differs each time it is made; one in the file that still fits its statement stays there.
// The keys are SHA-256("pocket test key 1") and ("... 2"): everybody knows them, so never use them for more.
import { createECDH, createHash, webcrypto } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../tests/vectors/pocket.json", import.meta.url);
const curve = { name: "ECDSA", namedCurve: "P-256" };
const scheme = { name: "ECDSA", hash: "SHA-256" };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const hash = (bytes) => sha256(bytes).toString("base64url");

async function keyOf(words) {
  const scalar = sha256(words);
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const part = (bytes) => bytes.toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", d: part(scalar), x: part(point.subarray(1, 33)), y: part(point.subarray(33)) };
  const { d, ...open } = jwk;
  return {
    jwk,
    point,
    sign: await webcrypto.subtle.importKey("jwk", jwk, curve, false, ["sign"]),
    verify: await webcrypto.subtle.importKey("jwk", open, curve, false, ["verify"]),
  };
}

const one = await keyOf("pocket test key 1");
const two = await keyOf("pocket test key 2");

const code = "7K4MQ9XTRA2BV6HD";
const context = JSON.stringify({
  v: 1, purpose: "login", portal: "Customer Portal", origin: "https://klant.example.nl", account: "j…n@example.nl",
  organisation: "Example BV", browser: { name: "Firefox", os: "Windows", known: false },
  net: { ip: "203.0.113.7", place: "Amersfoort, NL" }, created: 1794000000, expires: 1794000120, details: [],
});
const aud = "https://klant.example.nl";
const device = "JjpNvkFIj7hyFLADIznbuQ";
const nonce = "eDd7UldXtJRCf4kBT5fXmSjzk40U61HiD7XeyYNOswQ";
const fields = {
  PAIR: { aud, code: hash(code), nonce, key: hash(one.point), time: 1794000000 },
  ANSWER: {
    aud, device, challenge: "LdAL134CIs7YgmZUganB2Q", nonce, context: hash(context), mode: "type2", answer: "approve",
    value: "47", counter: 17, time: 1794000012,
  },
  REQUEST: {
    aud, device, method: "GET", target: "/pocket/api/v1/challenges?wait=25", body: hash(""),
    nonce: "W4KjBpND08nsPkce6KV_MA", time: 1794000010,
  },
  ROTATE: { aud, device, old: hash(one.point), new: hash(two.point), counter: 18, time: 1794000020 },
};

let written = "";
try {
  written = readFileSync(file, "utf8");
} catch {
  // The first time.
}
const before = written === "" ? {} : JSON.parse(written).statements;

/** The signature that is in the file when it fits, and else a fresh one. */
async function signatureOf(bytes, key, known) {
  if (known && (await webcrypto.subtle.verify(scheme, key.verify, Buffer.from(known, "base64url"), bytes))) return known;
  return Buffer.from(await webcrypto.subtle.sign(scheme, key.sign, bytes)).toString("base64url");
}

const statements = {};
for (const [type, values] of Object.entries(fields)) {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  const text = `POCKET-V1 ${type}\n${lines.join("")}`;
  const bytes = Buffer.from(text, "ascii");
  const statement = { text, bytes: bytes.length, sha256_hex: sha256(bytes).toString("hex") };
  const known = before[type] ?? {};
  statement.signature_b64url = await signatureOf(bytes, one, known.signature_b64url);
  if (type === "ROTATE") statement.signature_new_b64url = await signatureOf(bytes, two, known.signature_new_b64url);
  statements[type] = statement;
}

const text = JSON.stringify({
  about: "Written by tools/pocket-vectors.mjs. The keys are known to everybody: for tests only.",
  private_jwk: one.jwk,
  public_key_raw_b64url: one.point.toString("base64url"),
  new_private_jwk: two.jwk,
  new_public_key_raw_b64url: two.point.toString("base64url"),
  code,
  code_sha256: hash(code),
  context,
  context_sha256: hash(context),
  statements,
}, null, 1) + "\n";

if (process.argv.includes("--check")) {
  if (text !== written) {
    console.error("tests/vectors/pocket.json is not what tools/pocket-vectors.mjs writes: run it");
    process.exit(1);
  }
} else {
  writeFileSync(file, text);
}
