// Notifications: a bell that tells Pocket to look. Everything works without.
import { type Account, changeAccount } from '../keep/accounts.ts';
import { type Bytes, base64url, bytesOf } from '../protocol/encoding.ts';
import { endPush, tellPush } from '../protocol/device.ts';

export type PushState = 'on' | 'off' | 'blocked' | 'impossible';

function isPossible(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.getRegistration('/pocket/');
}

export async function pushState(vapid: string | null | undefined): Promise<PushState> {
  if (!isPossible() || !vapid) return 'impossible';
  if (Notification.permission === 'denied') return 'blocked';
  const subscription = await (await registration())?.pushManager.getSubscription();
  return subscription && Notification.permission === 'granted' ? 'on' : 'off';
}

/// Without the network of the browser's maker this hangs for ever, so nobody waits longer than ten seconds.
function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return Promise.race([work, new Promise<never>((_, failed) => setTimeout(() => failed(new Error('took too long')), 10_000))]);
}

/// To be called while a tap is handled: asks the person, then the browser.
export async function turnOnPush(vapid: string): Promise<PushState> {
  if (!isPossible()) return 'impossible';
  if (await Notification.requestPermission() !== 'granted') return Notification.permission === 'denied' ? 'blocked' : 'off';
  try {
    await subscription(vapid);
    return 'on';
  } catch {
    return 'off';
  }
}

async function subscription(vapid: string): Promise<PushSubscription> {
  const { pushManager } = await inTime(navigator.serviceWorker.ready);
  const before = await pushManager.getSubscription();
  if (before) {
    const key = before.options.applicationServerKey;
    if (key && base64url(new Uint8Array(key) as Bytes) === vapid) return before;
    await before.unsubscribe();  // the service has another key now
  }
  return inTime(pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(vapid) }));
}

/// Sees to it that the service knows the subscription that the browser has now, for each account.
export async function reconcilePush(accounts: Account[], vapid: string | null): Promise<void> {
  if (!isPossible() || !vapid) return;
  const granted = Notification.permission === 'granted';
  const had = accounts.some((account) => account.pushEndpoint !== null) || await (await registration())?.pushManager.getSubscription();
  const now = granted && had ? await subscription(vapid).catch(() => undefined) : undefined;
  if (granted && had && !now) return;  // not reached: what is there stays
  for (const account of accounts) {
    if (account.state !== 'active' || account.pushEndpoint === (now?.endpoint ?? null)) continue;
    if (now) {
      await tellPush(account, now.toJSON());
      await changeAccount(account.device, { pushEndpoint: now.endpoint });
    } else {
      await endPush(account);
    }
  }
}

export async function turnOffPush(accounts: Account[]): Promise<void> {
  await (await (await registration())?.pushManager.getSubscription())?.unsubscribe();
  for (const account of accounts) if (account.pushEndpoint !== null) await endPush(account);
}
