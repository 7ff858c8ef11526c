// Asking the service whether somebody wants to log in: one long question an account, while Pocket can be seen.
import { wait } from './dom.ts';
import { type Account } from './keep/accounts.ts';
import { KeysNotKept } from './keep/keys.ts';
import { Refused } from './protocol/call.ts';
import { challenges, self } from './protocol/device.ts';
import type { Challenges, Self } from './protocol/messages.ts';

export interface Watcher {
  received(account: Account, answer: Challenges): void;
  /// What a link that waits for the computer has become.
  isNow(account: Account, self: Self): Promise<void>;
  /// `problem`: why there was no answer; undefined: there was one.
  heard(account: Account, problem: unknown): Promise<void>;
}

/// A browser lets few requests to one host wait at once (six, over HTTP/1.1); the other accounts ask every few seconds.
const waiting = 3;
const often = 5_000;

export class Watch {
  private running: AbortController | undefined;

  constructor(private readonly watcher: Watcher) {}

  /// Begins anew, at once: the next answers tell how things are now.
  start(accounts: Account[]): void {
    this.stop();
    this.running = new AbortController();
    const { signal } = this.running;
    accounts.filter((account) => account.state !== 'gone')
      .forEach((account, index) => void this.ask(account, index < waiting, signal));
  }

  stop(): void {
    this.running?.abort();
    this.running = undefined;
  }

  private async ask(account: Account, mayWait: boolean, signal: AbortSignal): Promise<void> {
    let version: string | undefined;
    let failures = 0;
    let empty = 0;
    let pause = 0;
    while (!signal.aborted) {
      const began = performance.now();
      try {
        if (account.state === 'waiting') {
          const now = await self(account, true, signal);
          if (signal.aborted) return;
          await this.watcher.isNow(account, now);
          if (now.state === 'active') return;  // the watch begins anew
        } else {
          const answer = await challenges(account, mayWait ? version : undefined, signal);
          if (signal.aborted) return;
          // Sent back early without news, as when another window of ours asks too: not at once again.
          empty = answer.version === version && performance.now() - began < 3000 ? empty + 1 : 0;
          version = answer.version;
          pause = answer.retry_after ?? 0;
          this.watcher.received(account, answer);
        }
        failures = 0;
        await this.watcher.heard(account, undefined);
        if (pause > 0) await wait(pause * 1000, signal);
        else if (!mayWait) await wait(often, signal);
        else if (empty > 0) await wait(backOff(empty), signal);
      } catch (problem) {
        if (signal.aborted) return;
        version = undefined;  // so that the next answer comes at once, and says that there is a connection again
        await this.watcher.heard(account, problem);
        if (problem instanceof KeysNotKept || isFinal(problem)) return;
        const seconds = problem instanceof Refused ? problem.details.retry_after : undefined;
        await wait(seconds !== undefined ? seconds * 1000 : backOff(++failures), signal);
      }
    }
  }
}

/// 2, 4, 8, … 30 seconds, and a little more or less, so that not all phones come back in the same moment.
function backOff(times: number): number {
  return Math.min(30, 2 ** times) * 1000 * (0.8 + Math.random() * 0.4);
}

function isFinal(problem: unknown): boolean {
  return problem instanceof Refused && ['device_unknown', 'device_suspended', 'upgrade_required'].includes(problem.code);
}
