// Sentences that depend on what came back: why something did not work, and which browser asks.
import { Refused, Unreachable } from '../protocol/call.ts';
import type { Texts } from './texts.ts';

/// Why something did not work, and what to do. A code of the protocol means nothing to anybody, so none is shown.
export function reasonIn(texts: Texts, problem: unknown): string {
  if (problem instanceof Unreachable) return texts.notSent;
  if (!(problem instanceof Refused)) return texts.somethingWrong;
  const { retry_after: wait } = problem.details;
  if (problem.status === 429) return wait !== undefined && wait > 90 ? texts.tooManyMinutes(Math.ceil(wait / 60)) : texts.tooMany;
  return ({
    clock_skew: texts.clockWrong,
    device_unknown: texts.goneTitle,
    device_suspended: texts.suspendedTitle,
    device_waiting: texts.waitingForComputer,
    counter_replayed: texts.suspendedTitle,
    challenge_closed: texts.tooLate,
    challenge_expired: texts.requestExpired,
    challenge_unknown: texts.requestGone,
    last_method: texts.lastMethod,
    too_many_devices: texts.tooManyDevices,
    platform_not_allowed: texts.notAllowed,
    no_push: texts.notificationsOff,
    push_host_not_allowed: texts.pushNotAllowed,
    upgrade_required: texts.updateNeeded,
  } as Record<string, string>)[problem.code] ?? texts.somethingWrong;
}

/// "Firefox on Windows", as far as it said what it is.
export function browserIn(texts: Texts, { name, os }: { name: string; os: string }): string {
  return name !== '' && os !== '' ? texts.browserOn(name, os) : name || os || texts.unknownBrowser;
}
