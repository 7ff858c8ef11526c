// The service worker, as the window sees it: registered at the start, and looked after when Pocket is too old.

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const address = '/pocket/worker.js';

/// The one gate that the page's policy leaves open, and what passes it: this address.
function workerAddress(): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const policy = types?.createPolicy('pocket-sw', {
    createScriptURL: (url) => {
      if (url !== address) throw new TypeError('only the worker');
      return url;
    },
  });
  return policy ? policy.createScriptURL(address) : address;
}

export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  let wasControlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // A newer app took over: it is loaded when nobody looks, so that nothing changes under a finger.
    if (wasControlled) document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') location.reload(); });
    wasControlled = true;
  });
  try {
    await navigator.serviceWorker.register(workerAddress(), { scope: '/pocket/' });
    await navigator.storage?.persist?.();
  } catch {
    // Without a worker there is no start without a network, and no notification; all else works.
  }
}

/// Fetches the newest worker, waits until it has taken over, and loads the app anew.
export async function updateWorker(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/pocket/');
  if (registration) {
    const taken = new Promise<void>((done) => {
      navigator.serviceWorker.addEventListener('controllerchange', () => done(), { once: true });
      setTimeout(done, 10_000);
    });
    await registration.update().catch(() => undefined);
    if (registration.installing || registration.waiting) await taken;
  }
  location.reload();
}
