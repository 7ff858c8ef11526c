// Linking this phone: looking up a code, then proving with a fresh key that it is ours.
import { type Account, forgetLinking, keepLinked, keepLinking, readLinking } from '../keep/accounts.ts';
import { keyPair, KeysNotKept, makeKeyPair } from '../keep/keys.ts';
import { call, Unreachable, withRightTime } from './call.ts';
import { now } from './clock.ts';
import { base64url, hashOf, utf8 } from './encoding.ts';
import type { Linked, Lookup } from './messages.ts';
import { importOfflineKey } from './offline_code.ts';
import { sign, statement } from './statement.ts';

export interface Phone {
  name: string;
  platform: 'pwa';
  os: string;
  browser: string;
  installed: boolean;
}

/// A key that can be linked with this code, kept and tried out. Throws KeysNotKept, and then nothing was asked.
async function keyFor(code: string): Promise<string> {
  const linking = await readLinking().catch((problem: unknown) => { throw new KeysNotKept(String(problem)); });
  if (linking && (linking.code === null || linking.code === code)) return linking.key;
  if (linking) await forgetLinking(linking);
  const key = await makeKeyPair();
  await keepLinking({ key, code: null });
  return key;
}

/// What the code is for. Consumes nothing. Makes the key first, so that a browser which keeps none stops here.
export async function lookUp(code: string): Promise<Lookup> {
  await keyFor(code);
  return call<Lookup>({ method: 'POST', path: 'pairings/lookup', body: { code } });
}

/// Throws Unreachable when nobody knows whether it was done: then the same once more is right.
export async function link(code: string, found: Lookup, phone: Phone): Promise<Account> {
  const key = await keyFor(code);
  const pair = await keyPair(key);
  await keepLinking({ key, code });
  const linked = await withRightTime(async () => {
    const time = now();
    const signature = await sign(pair.privateKey, statement('PAIR', {
      aud: location.origin, code: await hashOf(utf8(code)), nonce: found.nonce, key, time,
    }));
    return call<Linked>({
      method: 'POST', path: 'pairings/complete',
      body: { code, public_key: base64url(pair.publicKey), time, signature, device: phone },
    });
  }).catch(async (problem: unknown) => {
    // Refused. An answer that was lost before may have linked this key, so it is not used for another code.
    if (!(problem instanceof Unreachable)) await forgetLinking({ key, code });
    throw problem;
  });
  const offline = linked.offline?.algorithm === 'SHA256' ? await importOfflineKey(linked.offline.secret) : undefined;
  return keepLinked(linked, key, phone.name, offline);
}
