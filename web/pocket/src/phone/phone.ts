// What this phone says of itself when it is linked, and whether Pocket stands on its home screen.
import type { Phone } from '../protocol/linking.ts';

interface UserAgentData {
  brands: { brand: string; version: string }[];
  platform: string;
  getHighEntropyValues(wanted: string[]): Promise<{ model?: string; platformVersion?: string }>;
}

/// Of names, in letters, as the service takes them.
export const longestName = 60;

export function isStandalone(): boolean {
  return matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;
}

/// iPadOS says that it is a Mac; a Mac has no touch screen.
export function isApple(): boolean {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
}

/// On iPhone and iPad the browser and the app on the home screen keep apart what they keep, and the browser throws
/// it away after a week: no key is made there.
export function mustBeInstalledFirst(): boolean {
  return isApple() && !isStandalone();
}

function apple(): string | undefined {
  if (!isApple()) return undefined;
  return /iPhone|iPod/.test(navigator.userAgent) ? 'iPhone' : 'iPad';
}

/// "Firefox 153": the first name that is the browser's own, not one of those it is compatible with.
export function browserOf(userAgent: string): string {
  for (const [name, mark] of [['Edge', 'Edg'], ['Samsung Internet', 'SamsungBrowser'], ['Opera', 'OPR'], ['Firefox', 'Firefox'], ['Firefox', 'FxiOS'], ['Chrome', 'CriOS'], ['Chrome', 'Chrome'], ['Safari', 'Version']] as const) {
    const version = new RegExp(`${mark}[A-Za-z]*/(\\d+)`).exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return 'browser';
}

export function systemOf(userAgent: string): string {
  const apple = /(?:iPhone OS|CPU OS) (\d+)/.exec(userAgent)?.[1];
  if (apple) return `iOS ${apple}`;
  const android = /Android (\d+)/.exec(userAgent)?.[1];
  if (android) return `Android ${android}`;
  return ['Android', 'Windows', 'CrOS', 'Macintosh', 'Linux'].find((name) => userAgent.includes(name))?.replace('Macintosh', 'macOS').replace('CrOS', 'ChromeOS') ?? 'other';
}

/// `unnamed` is what a phone is called that does not say its model.
export async function describePhone(unnamed: string): Promise<Phone> {
  const known = (navigator as { userAgentData?: UserAgentData }).userAgentData;
  const more = await known?.getHighEntropyValues(['model', 'platformVersion']).catch(() => undefined);
  const major = more?.platformVersion?.split('.')[0];
  return {
    name: more?.model?.slice(0, longestName) || apple() || (/Android/.test(navigator.userAgent) ? unnamed : systemOf(navigator.userAgent)),
    platform: 'pwa',
    os: known?.platform === 'Android' && major ? `Android ${major}` : systemOf(navigator.userAgent),
    browser: browserOf(navigator.userAgent),
    installed: isStandalone(),
  };
}

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let prompt: InstallPrompt | undefined;

/// The browser may offer to put Pocket on the home screen; `changed` is called when it does and when it no longer
/// does.
export function watchInstallPrompt(changed: () => void): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    prompt = event as InstallPrompt;
    changed();
  });
  addEventListener('appinstalled', () => {
    prompt = undefined;
    changed();
  });
}

export function canInstall(): boolean {
  return prompt !== undefined;
}

export async function install(): Promise<void> {
  const asked = prompt;
  prompt = undefined;
  await asked?.prompt();
}
