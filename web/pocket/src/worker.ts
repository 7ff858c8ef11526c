// The service worker: keeps the shell, so that Pocket opens without a network, and shows notifications. It reads
// keys, and writes none: some browsers cannot keep keys from a worker, and a counter has one owner.
import { readAccounts, type Account } from './keep/accounts.ts';
import { readSettings } from './keep/settings.ts';
import { challenges, config, tellPush } from './protocol/device.ts';
import { bytesOf } from './protocol/encoding.ts';
import { languageOf, textsIn } from './texts/texts.ts';

declare const self: ServiceWorkerGlobalScope;

const shell = `shell-${SHELL_VERSION}`;
const page = '/pocket/';
const files = [page, '/pocket/app.js', '/pocket/app.css', '/pocket/manifest.webmanifest', '/pocket/icon.svg', '/pocket/icon-192.png'];

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(shell);
    await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== shell) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/pocket/api/')) return;
  if (request.mode === 'navigate') {
    event.respondWith(kept(page, request));
    event.waitUntil(refresh(page));
  } else if (pathname.startsWith(page) || pathname.startsWith('/assets/')) {
    event.respondWith(kept(pathname, request));
  }
});

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(shell);
  const found = await cache.match(path);
  if (found) return found;
  const fetched = await fetch(request);
  // A style sheet of the operator's own, under a name that holds its digest.
  if (fetched.ok && path.startsWith('/assets/')) await cache.put(path, fetched.clone());
  return fetched;
}

/// The page holds the operator's words, which change without the app.
async function refresh(path: string): Promise<void> {
  try {
    const fetched = await fetch(path, { cache: 'no-cache' });
    if (fetched.ok) await (await caches.open(shell)).put(path, fetched);
  } catch {
    // Without a network what is kept stays.
  }
}

self.addEventListener('push', (event) => {
  event.waitUntil((async () => {
    const settings = await readSettings().catch(() => undefined);
    const texts = textsIn(languageOf(settings?.language ?? null, navigator.languages));
    const payload = read(event.data);
    const isTest = payload.notification?.tag === 'test';
    const open = isTest ? undefined : await Promise.race([openRequests(), afterAWhile()]);
    for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage('look');
    const title = isTest ? texts.pushTest : texts.pushTitle;
    const body = isTest ? '' : open === 0 ? texts.pushOver : texts.pushBody(await appName());
    try {
      await self.registration.showNotification(title, { body, tag: isTest ? 'test' : 'signin', icon: '/pocket/icon-192.png', badge: '/pocket/icon-192.png' });
    } catch {
      // Where there is nothing that shows notifications, as in a container.
    }
  })());
});

interface Payload {
  notification?: { title?: string; body?: string; tag?: string };
}

function read(data: PushMessageData | null): Payload {
  try {
    return data?.json() as Payload ?? {};
  } catch {
    return {};
  }
}

/// Nobody waits for a service that does not answer: a ring that shows nothing is held against us by the browser.
function afterAWhile(): Promise<undefined> {
  return new Promise((done) => setTimeout(() => done(undefined), 4000));
}

/// As the operator calls it.
async function appName(): Promise<string> {
  const manifest = await (await caches.open(shell)).match('/pocket/manifest.webmanifest');
  return (await manifest?.json() as { name?: string } | undefined)?.name ?? 'Pocket';
}

/// How many requests wait; nothing when nobody knows.
async function openRequests(): Promise<number | undefined> {
  try {
    const accounts = (await readAccounts()).filter(({ state }) => state === 'active');
    const answers = await Promise.all(accounts.map((account) => challenges(account)));
    return answers.reduce((sum, answer) => sum + answer.challenges.length, 0);
  } catch {
    return undefined;
  }
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const ours = windows.find((client) => new URL(client.url).pathname.startsWith(page));
    if (ours) await ours.focus();
    else await self.clients.openWindow(page);
  })());
});

/// The browser has changed where notifications go. What each account was told is put right when Pocket is opened.
self.addEventListener('pushsubscriptionchange', (event) => {
  const { newSubscription } = event as unknown as { newSubscription?: PushSubscription };
  (event as ExtendableEvent).waitUntil((async () => {
    // Some browsers say neither what there was nor what there is now; and the key may be another one than then.
    const { vapid_public_key: vapid } = await config();
    if (!vapid) return;
    const now = newSubscription ?? await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(vapid) });
    const told = (account: Account) => account.state === 'active' && account.pushEndpoint !== null;
    for (const account of (await readAccounts()).filter(told)) await tellPush(account, now.toJSON());
  })());
});
