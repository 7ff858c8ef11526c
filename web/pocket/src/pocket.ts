// What Pocket knows while it is open: accounts, requests, and whether the service can be reached.
import { type Account, changeAccount, readAccounts } from './keep/accounts.ts';
import { KeysNotKept } from './keep/keys.ts';
import { keepClockOffset } from './keep/settings.ts';
import { reconcilePush } from './phone/push.ts';
import { Refused, Unreachable } from './protocol/call.ts';
import { learnTime, now } from './protocol/clock.ts';
import { config, isKeyOld, rotate, self } from './protocol/device.ts';
import type { Challenge, Challenges, Config, Context, Self } from './protocol/messages.ts';
import { atLeast } from './protocol/version.ts';
import { Watch, type Watcher } from './watch.ts';

/// Somebody wants to log in, and this phone is asked.
export interface Request {
  account: Account;
  challenge: Challenge;
  context: Context;
}

export class Pocket implements Watcher {
  accounts: Account[] = [];
  requests: Request[] = [];
  config: Config | undefined;
  isConnected = true;
  /// The least version that the service takes, when ours is lower.
  tooOld: string | undefined;

  private readonly watch = new Watch(this);
  private readonly listeners = new Set<() => void>();
  private readonly others = new BroadcastChannel('pocket');
  /// Requests that were answered here, so that they go at once and not with the next answer of the service.
  private readonly answered = new Set<string>();

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  async open(): Promise<void> {
    this.accounts = await readAccounts().catch(() => []);  // a browser that keeps nothing is told so when it is to keep a key
    this.others.onmessage = () => void this.reread();
    document.addEventListener('visibilitychange', () => this.look());
    addEventListener('online', () => this.look());
    navigator.serviceWorker?.addEventListener('message', () => this.look());
    this.look();
  }

  /// Asks anew, at once, if anybody is looking.
  look(): void {
    if (document.visibilityState !== 'visible' || this.tooOld) {
      this.watch.stop();
      return;
    }
    this.watch.start(this.accounts);
    void this.upkeep();
  }

  pause(): void {
    this.watch.stop();
  }

  /// Accounts have changed here: everybody is told, and the watch follows.
  async accountsChanged(): Promise<void> {
    this.others.postMessage('accounts');
    await this.reread();
  }

  wasAnswered(challenge: Challenge): void {
    this.answered.add(challenge.id);
    this.requests = this.requests.filter((request) => request.challenge.id !== challenge.id);
    this.changed();
  }

  /// What every call may learn, whoever made it.
  async heard(account: Account | undefined, problem: unknown): Promise<void> {
    const connected = !(problem instanceof Unreachable);
    if (problem instanceof Refused) {
      if (problem.code === 'upgrade_required') this.tooOld = problem.details.min_version ?? '';
      if (account && problem.code === 'device_unknown') await this.end(account, { state: 'gone', movedTo: problem.details.moved_to ?? null });
      if (account && problem.code === 'device_suspended') await this.end(account, { state: 'suspended' });
    } else if (account && problem instanceof KeysNotKept) {
      await this.end(account, { state: 'gone' });
    } else if (account?.state === 'suspended' && problem === undefined) {
      await changeAccount(account.device, { state: 'active' });
      await this.accountsChanged();
    }
    if (connected !== this.isConnected || this.tooOld !== undefined) {
      this.isConnected = connected;
      this.changed();
    }
  }

  received(account: Account, answer: Challenges): void {
    learnTime(answer.server_time);
    void keepClockOffset();
    const others = this.requests.filter((request) => request.account.device !== account.device);
    const theirs = answer.challenges
      .filter((challenge) => !this.answered.has(challenge.id) && challenge.expires_at > now())
      .map((challenge) => ({ account, challenge, context: JSON.parse(challenge.context) as Context }));
    this.requests = [...others, ...theirs];
    this.changed();
  }

  async isNow(account: Account, found: Self): Promise<void> {
    const { name, organisation, policy, state, portal, origin } = found;
    await changeAccount(account.device, { name, account: found.account, organisation, portal, origin, policy, state, ...(!found.push && { pushEndpoint: null }) });
    if (state !== account.state) await this.accountsChanged();
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  private async end(account: Account, change: Partial<Account>): Promise<void> {
    await changeAccount(account.device, change);
    this.requests = this.requests.filter((request) => request.account.device !== account.device);
    await this.accountsChanged();
  }

  private async reread(): Promise<void> {
    const before = this.accounts.map(({ device, state }) => `${device} ${state}`).join();
    this.accounts = await readAccounts();
    this.requests = this.requests.filter((request) => this.accounts.some(({ device, state }) => device === request.account.device && state === 'active'));
    if (this.accounts.map(({ device, state }) => `${device} ${state}`).join() !== before) this.look();
    this.changed();
  }

  private isLearning = false;

  private async learnConfig(): Promise<void> {
    if (this.isLearning) return;
    this.isLearning = true;
    try {
      this.config = await config();
      learnTime(this.config.server_time);
      if (!atLeast(POCKET_VERSION, this.config.min_version)) this.tooOld = this.config.min_version;
      this.changed();
      void this.upkeep();
    } catch (problem) {
      await this.heard(undefined, problem);
    } finally {
      this.isLearning = false;
    }
  }

  private lastUpkeep = 0;

  /// What is due from time to time and can wait: names and policies, subscriptions, keys that have grown old.
  private async upkeep(): Promise<void> {
    if (!this.config) return this.learnConfig();
    if (now() - this.lastUpkeep < 60) return;
    this.lastUpkeep = now();
    try {
      for (const account of this.accounts.filter(({ state }) => state === 'active')) {
        await this.isNow(account, await self(account));
        if (isKeyOld(account)) await rotate(account);
      }
      this.accounts = await readAccounts();
      await reconcilePush(this.accounts, this.config.vapid_public_key);
      this.accounts = await readAccounts();
      this.changed();
    } catch {
      // The watch says what is wrong with the connection or an account; this is tried again later.
    }
  }
}
