// What the person chose and the phone learnt, apart from accounts.
import { clockOffset, setClockOffset } from '../protocol/clock.ts';
import { read, write } from './database.ts';

export interface Settings {
  language: 'en' | 'nl' | null;  // null: the phone's
  clockOffset: number;
  installHintClosed: boolean;
}

const defaults: Settings = { language: null, clockOffset: 0, installHintClosed: false };

export async function readSettings(): Promise<Settings> {
  const kept = { ...defaults, ...await read<Partial<Settings>>('settings', 'settings') };
  setClockOffset(kept.clockOffset);
  return kept;
}

export function changeSettings(change: Partial<Settings>): Promise<void> {
  return write((store) => {
    const request = store('settings').get('settings');
    request.onsuccess = () => store('settings').put({ ...defaults, ...request.result as Partial<Settings>, ...change }, 'settings');
  });
}

let keptOffset: number | undefined;

/// The offset changes seldom, and matters to codes that are shown without a network.
export async function keepClockOffset(): Promise<void> {
  if (keptOffset === clockOffset()) return;
  keptOffset = clockOffset();
  await changeSettings({ clockOffset: keptOffset });
}
