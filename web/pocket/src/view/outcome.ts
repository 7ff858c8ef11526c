// P9, P10 and their like: what became of a request.
import { h } from '../dom.ts';
import type { Request } from '../pocket.ts';
import type { Refused } from '../protocol/call.ts';
import { activity, report } from '../protocol/device.ts';
import type { Outcome } from '../protocol/messages.ts';
import type { App, Screen, View } from '../screen.ts';
import { browserIn } from '../texts/phrases.ts';
import { button, message, p, pressed } from './parts.ts';

export function outcomeScreen(request: Request, outcome: Outcome): Screen {
  return (app) => outcome === 'reported' ? notMe(app, request.context.origin)
    : outcome === 'wrong_number' ? end(app, app.texts.wrongNumber, app.texts.wrongNumberHow)
      : done(app, request);
}

function done(app: App, request: Request): View {
  const { texts } = app;
  const { context, account, challenge } = request;
  const isLogin = context.purpose === 'login';
  const undo = button(texts.undo, () => void pressed(app, undo, async () => {
    await report(account, challenge.id);
    app.replace((again) => notMe(again, context.origin));
  }, account), 'secondary full');
  return {
    ...message('check', 'good', isLogin ? texts.loggedIn : texts.confirmed,
      [p(texts.loggedInOn(browserIn(texts, context.browser))), p(texts.undoHow, 'quiet')],
      [button(texts.close, () => app.home(), 'full'), undo]),
    yields: true,
  };
}

/// Also after "This was not me" in the activity.
export function notMe(app: App, origin: string): View {
  const { texts } = app;
  const change = h('a', { class: 'button full', href: `${origin}/forgotten`, target: '_blank', rel: 'noopener' }, texts.changePassword);
  return message('shield', 'warning', texts.stopped, [p(texts.stoppedHow), p(texts.stoppedMore, 'quiet')],
    [change, button(texts.close, () => app.home(), 'secondary full')]);
}

function end(app: App, title: string, words: string): View {
  return { ...message('warning', 'warning', title, [p(words)], [button(app.texts.close, () => app.home(), 'full')]), yields: true };
}

/// The request ended without this phone.
export function refusedScreen(request: Request, why: Refused | 'gone' | 'expired'): Screen {
  return (app) => {
    const { texts } = app;
    if (why === 'expired' || (why !== 'gone' && why.code === 'challenge_expired')) return end(app, texts.requestExpired, texts.requestExpiredHow);
    if (why !== 'gone' && ['counter_replayed', 'device_suspended'].includes(why.code)) return end(app, texts.suspendedTitle, texts.suspendedHow(request.account.account));
    if (why !== 'gone' && why.code === 'device_unknown') return end(app, texts.goneTitle, texts.goneHow(request.account.account, request.account.portal));
    const view = end(app, texts.requestGone, texts.requestGoneHow);
    void whoAnswered(request).then((phone) => {
      if (phone) view.element.querySelector('h1')?.replaceChildren(texts.answeredOn(phone));
    }, () => undefined);  // it stays as it is
    return view;
  };
}

/// The phone that was first, if one was.
async function whoAnswered({ account, challenge }: Request): Promise<string | null | undefined> {
  return (await activity(account)).entries.find((entry) => entry.challenge === challenge.id)?.phone;
}
