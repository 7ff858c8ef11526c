// The keys of this phone: made by the browser, kept by it, and never to be seen.
import type { Signer } from '../protocol/call.ts';
import { type Bytes, bytesOf, hashOf, randomBytes } from '../protocol/encoding.ts';
import { sign, verifies } from '../protocol/statement.ts';
import { read, write } from './database.ts';

interface KeyPair {
  privateKey: CryptoKey;
  publicKey: Bytes;  // 65 bytes, uncompressed
}

/// This browser keeps no keys: a private window, or a phone in Lockdown Mode.
export class KeysNotKept extends Error {}

/// Makes a pair and puts it on the disk, then tries out whether it is really there and works: before anything is
/// asked of the service. Answers the pair's name, which is the hash of its public key.
export async function makeKeyPair(): Promise<string> {
  const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', made.publicKey));
  const name = await hashOf(publicKey);
  try {
    await write((store) => { store('keys').add({ privateKey: made.privateKey, publicKey } satisfies KeyPair, `sign:${name}`); });
    const challenge = randomBytes(32);
    const signature = await sign((await keyPair(name)).privateKey, challenge);
    if (!await verifies(made.publicKey, bytesOf(signature), challenge)) throw new Error('a kept key signs otherwise');
  } catch (problem) {
    throw new KeysNotKept(String(problem));
  }
  return name;
}

export async function keyPair(name: string): Promise<KeyPair> {
  const found = await read<KeyPair>('keys', `sign:${name}`);
  if (!found) throw new KeysNotKept('a key is gone');
  return found;
}

export async function signerOf(device: string, key: string): Promise<Signer> {
  return { device, key: (await keyPair(key)).privateKey };
}

export function forgetKey(name: string): Promise<void> {
  return write((store) => { store('keys').delete(`sign:${name}`); });
}

export function offlineKey(device: string): Promise<CryptoKey | undefined> {
  return read<CryptoKey>('keys', `offline:${device}`);
}
