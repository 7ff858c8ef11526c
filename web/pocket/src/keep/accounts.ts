// The accounts that this phone confirms sign-ins for: one record each, apart from its keys.
import type { Linked, Policy } from '../protocol/messages.ts';
import { read, readAll, write } from './database.ts';

export interface Account {
  device: string;          // this phone's id there
  key: string;             // name of the key pair in use
  nextKey: string | null;  // of the one that is to take its place, while the service may not know yet
  keyChangedAt: number;
  counter: number;         // the last one that may have been sent
  state: 'waiting' | 'active' | 'suspended' | 'gone';
  movedTo: string | null;  // when gone: the phone that has taken its place
  check: string;
  account: string;
  organisation: string | null;
  portal: string;
  origin: string;          // of the portal
  name: string;            // of this phone
  linkedAt: number;
  policy: Policy;
  offline: { digits: number; period: number } | null;
  pushEndpoint: string | null;  // the subscription that the service was told
}

/// A linking whose answer may have been lost: the same code with the same key is answered the same again.
interface Linking {
  key: string;
  code: string | null;  // null: the key was never sent
}

/// Whether the portal takes codes of it: not while the link waits for the computer.
export function hasCode(account: Account): boolean {
  return account.offline !== null && account.policy.offline_code && account.state === 'active';
}

const recordOf = (device: string) => `account:${device}`;

export async function readAccounts(): Promise<Account[]> {
  return (await readAll<Account>('state', 'account:')).sort((one, other) => one.linkedAt - other.linkedAt);
}

export function readAccount(device: string): Promise<Account | undefined> {
  return read<Account>('state', recordOf(device));
}

export function readLinking(): Promise<Linking | undefined> {
  return read<Linking>('state', 'linking');
}

export function keepLinking(linking: Linking): Promise<void> {
  return write((store) => { store('state').put(linking, 'linking'); });
}

/// Nothing came of it, and its key is of no use to anybody.
export function forgetLinking({ key }: Linking): Promise<void> {
  return write((store) => {
    store('state').delete('linking');
    store('keys').delete(`sign:${key}`);
  });
}

/// The account is there and the linking over, or neither.
export function keepLinked(linked: Linked, key: string, phoneName: string, offline: CryptoKey | undefined): Promise<Account> {
  return write<Account>((store, answer) => {
    const account: Account = {
      device: linked.device_id,
      key,
      nextKey: null,
      keyChangedAt: linked.server_time,
      counter: 0,
      state: linked.state,
      movedTo: null,
      check: linked.check,
      account: linked.account,
      organisation: linked.organisation,
      portal: linked.portal,
      origin: linked.origin,
      name: phoneName,
      // Two of one second keep their order.
    linkedAt: linked.server_time + (Date.now() % 1000) / 1000,
      policy: linked.policy,
      offline: linked.offline && offline ? { digits: linked.offline.digits, period: linked.offline.period } : null,
      pushEndpoint: null,
    };
    // Answered a second time, it is the same account: what it has counted stays.
    const known = store('state').get(recordOf(account.device));
    known.onsuccess = () => {
      const before = known.result as Account | undefined;
      const kept = { ...account, counter: before?.counter ?? 0 };
      store('state').put(kept, recordOf(kept.device));
      store('state').delete('linking');
      if (offline) store('keys').put(offline, `offline:${kept.device}`);
      answer(kept);
    };
  });
}

/// Changes what is kept now, not what the caller has seen. Nothing when the account is there no more.
export function changeAccount(device: string, change: Partial<Account> | ((account: Account) => Partial<Account>)): Promise<Account | undefined> {
  return write<Account | undefined>((store, answer) => {
    const request = store('state').get(recordOf(device));
    request.onsuccess = () => {
      const before = request.result as Account | undefined;
      if (!before) return;
      const after = { ...before, ...(typeof change === 'function' ? change(before) : change) };
      store('state').put(after, recordOf(device));
      answer(after);
    };
  });
}

/// The next number of the account, on the disk before anybody hears of it: a number that was sent twice would look
/// like a copied phone.
export async function nextCounter(device: string): Promise<number> {
  const account = await changeAccount(device, ({ counter }) => ({ counter: counter + 1 }));
  if (!account) throw new Error('the account is gone');
  return account.counter;
}

export function forgetAccount(account: Account): Promise<void> {
  return write((store) => {
    store('state').delete(recordOf(account.device));
    store('keys').delete(`offline:${account.device}`);
    store('keys').delete(`sign:${account.key}`);
    if (account.nextKey) store('keys').delete(`sign:${account.nextKey}`);
  });
}

/// One at a time for each account, over all windows: a number and the request that bears it stay together.
export function inTurn<Result>(device: string, work: () => Promise<Result>): Promise<Result> {
  return navigator.locks.request(`pocket:${device}`, work) as Promise<Result>;
}
