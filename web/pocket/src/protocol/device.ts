// What a linked phone asks and says.
import { type Account, changeAccount, forgetAccount, inTurn, nextCounter, readAccount } from '../keep/accounts.ts';
import { forgetKey, keyPair, makeKeyPair, signerOf } from '../keep/keys.ts';
import { type Asked, call, Refused, signedCall, type Signer, withRightTime } from './call.ts';
import { now } from './clock.ts';
import { base64url, hashOf, utf8 } from './encoding.ts';
import type { Activity, Challenge, Challenges, Config, Decision, Move, Outcome, Self } from './messages.ts';
import { sign, statement } from './statement.ts';

const keyLifetime = 180 * 86_400;

export function config(): Promise<Config> {
  return call<Config>({ method: 'GET', path: 'config' });
}

/// With the key that is kept now: another window may have put a new one in its place.
async function signer(account: Account): Promise<Signer> {
  return signerOf(account.device, (await readAccount(account.device) ?? account).key);
}

async function ask<Answer>(account: Account, asked: Asked): Promise<Answer> {
  return signedCall<Answer>(await signer(account), asked);
}

/// `version`: of the answer that the caller has; the service then waits for another, for 25 seconds at most.
export function challenges(account: Account, version?: string, signal?: AbortSignal): Promise<Challenges> {
  const query = version === undefined ? '' : `?wait=25&v=${encodeURIComponent(version)}`;
  return ask(account, { method: 'GET', path: `challenges${query}`, signal, patience: 40 });
}

/// `waiting`: the caller knows that the link waits for the computer; the service then answers when it no longer does.
export function self(account: Account, waiting = false, signal?: AbortSignal): Promise<Self> {
  const query = waiting ? '?wait=25&state=waiting' : '';
  return ask(account, { method: 'GET', path: `devices/self${query}`, signal, patience: 40 });
}

/// What was decided, signed over the very bytes of the context that was shown.
export function answer(account: Account, challenge: Challenge, decision: Decision, value: string): Promise<Outcome> {
  return inTurn(account.device, async () => {
    const { key } = await signer(account);
    const said = await withRightTime(async () => {
      const counter = await nextCounter(account.device);
      const time = now();
      const signature = await sign(key, statement('ANSWER', {
        aud: location.origin,
        device: account.device,
        challenge: challenge.id,
        nonce: challenge.nonce,
        context: await hashOf(utf8(challenge.context)),
        mode: challenge.mode,
        answer: decision,
        value,
        counter,
        time,
      }));
      return call<{ state: Outcome }>({
        method: 'POST',
        path: `challenges/${challenge.id}/answer`,
        headers: { 'Pocket-Device': account.device },
        body: { answer: decision, value, counter, time, signature },
      });
    });
    return said.state;
  });
}

export function isKeyOld(account: Account): boolean {
  return account.nextKey !== null || now() - account.keyChangedAt > keyLifetime;
}

/// Puts a fresh key in the place of the old one. Both are kept until the service says that it has the new one.
export function rotate({ device }: Account): Promise<void> {
  return inTurn(device, async () => {
    const account = await readAccount(device);
    if (!account || !isKeyOld(account)) return;  // another window was first
    let next = account.nextKey;
    if (!next) {
      next = await makeKeyPair();
      await changeAccount(device, { nextKey: next });
    }
    const fresh = await keyPair(next);
    const { privateKey: old } = await keyPair(account.key);
    try {
      // With the time and a number of its own each time: both are signed.
      await withRightTime(async () => {
        const counter = await nextCounter(device);
        const time = now();
        const bytes = statement('ROTATE', { aud: location.origin, device, old: account.key, new: next, counter, time });
        await ask(account, {
          method: 'POST', path: 'devices/self/rotate',
          body: { public_key: base64url(fresh.publicKey), counter, time, signature_old: await sign(old, bytes), signature_new: await sign(fresh.privateKey, bytes) },
        });
      });
    } catch (problem) {
      // That key is taken for ever; the next rotation makes another.
      if (problem instanceof Refused && problem.code === 'bad_key') {
        await changeAccount(device, { nextKey: null });
        await forgetKey(next);
      }
      // The service may have the new key already, and its answer was lost.
      if (!(problem instanceof Refused) || problem.code !== 'bad_signature') throw problem;
      await signedCall<Self>(await signerOf(device, next), { method: 'GET', path: 'devices/self' });
    }
    await changeAccount(device, { key: next, nextKey: null, keyChangedAt: now() });
    await forgetKey(account.key);
  });
}

export async function rename(account: Account, name: string): Promise<void> {
  const told = await ask<{ name: string }>(account, { method: 'POST', path: 'devices/self/name', body: { name } });
  await changeAccount(account.device, { name: told.name });
}

/// Tells the service where notifications for this phone go.
export async function tellPush(account: Account, subscription: PushSubscriptionJSON): Promise<void> {
  await ask(account, { method: 'POST', path: 'devices/self/push', body: { endpoint: subscription.endpoint, keys: subscription.keys } });
}

export async function endPush(account: Account): Promise<void> {
  await ask(account, { method: 'POST', path: 'devices/self/push/remove', body: {} });
  await changeAccount(account.device, { pushEndpoint: null });
}

export async function testPush(account: Account): Promise<void> {
  await ask(account, { method: 'POST', path: 'devices/self/push/test', body: {} });
}

export async function unlink(account: Account): Promise<void> {
  await ask(account, { method: 'POST', path: 'devices/self/unlink', body: {} });
  await forgetAccount(account);
}

export function startMove(account: Account): Promise<Move> {
  return ask(account, { method: 'POST', path: 'devices/self/move', body: {} });
}

export async function cancelMove(account: Account): Promise<void> {
  await ask(account, { method: 'POST', path: 'devices/self/move/cancel', body: {} });
}

export function activity(account: Account, before?: string): Promise<Activity> {
  return ask(account, { method: 'GET', path: `activity${before === undefined ? '' : `?before=${encodeURIComponent(before)}`}` });
}

/// "It's not me", after the event: ends the session that came of it.
export async function report(account: Account, challenge: string): Promise<void> {
  await ask(account, { method: 'POST', path: `activity/${challenge}/report`, body: {} });
}
