// P6, P7, P8: somebody wants to log in. What is shown is read from the text whose hash the answer signs.
import { h, rich } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Request } from '../pocket.ts';
import { Refused } from '../protocol/call.ts';
import { now } from '../protocol/clock.ts';
import { answer } from '../protocol/device.ts';
import type { Context, Decision, Outcome } from '../protocol/messages.ts';
import type { App, Screen, View } from '../screen.ts';
import { browserIn } from '../texts/phrases.ts';
import { button, facts, heading, placeText, reason } from './parts.ts';
import { numberField } from './number_field.ts';
import { outcomeScreen, refusedScreen } from './outcome.ts';
import { scanScreen } from './scan.ts';

/// A tap that was meant for what stood here before must not say yes: nothing does in the first moment.
const strayTap = 600;

export function nameOf(app: App, context: Context): string {
  return browserIn(app.texts, context.browser);
}

/// `number`: that was scanned within Pocket. It is filled in; the press stays.
export function requestScreen(request: Request, number = ''): Screen {
  return (app) => requestView(app, request, number);
}

function ageText(app: App, seconds: number): string {
  if (seconds < 10) return app.texts.justNow;
  return seconds < 60 ? app.texts.secondsAgo(seconds) : app.texts.minutesAgo(Math.floor(seconds / 60));
}

function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function requestView(app: App, request: Request, scanned: string): View {
  const { texts } = app;
  const { account, challenge, context } = request;
  const title = context.purpose === 'login' ? texts.logInQuestion : texts.confirmQuestion;
  const yes = context.purpose === 'login' ? texts.logIn : texts.confirmed;
  const status = h('p', { class: 'status', role: 'status' });
  const age = h('span', {});
  const left = h('span', { class: 'left' });
  const shownAt = performance.now();
  let sending = false;
  let over = false;

  const say = async (decision: Decision, value = '-') => {
    if (sending || over || performance.now() - shownAt < (decision === 'approve' ? strayTap : 0)) return;
    sending = true;
    status.textContent = texts.sending;
    enable();
    try {
      const outcome = await answer(account, challenge, decision, value);
      finish(outcome);
    } catch (problem) {
      await app.pocket.heard(account, problem);
      sending = false;
      if (over || app.pocket.tooOld !== undefined) return;
      // The first answer may have got through, and only what was said about it did not.
      const same = { approved: 'approve', used: 'approve', cancelled: 'cancel', reported: 'report' } as Record<string, Decision>;
      if (problem instanceof Refused && problem.code === 'challenge_closed' && wasSent && same[problem.details.state ?? ''] === decision)
        return finish(decision === 'approve' ? 'approved' : decision === 'cancel' ? 'cancelled' : 'reported');
      wasSent = !(problem instanceof Refused);
      if (problem instanceof Refused && ['challenge_closed', 'challenge_expired', 'challenge_unknown', 'counter_replayed', 'device_unknown', 'device_suspended'].includes(problem.code)) {
        end();
        return app.replace(refusedScreen(request, problem));
      }
      status.textContent = reason(app, problem);
      enable();
    }
  };
  let wasSent = false;
  const finish = (outcome: Outcome) => {
    end();
    if (outcome === 'cancelled') {
      app.say(texts.cancelled);
      app.home();
    } else {
      app.replace(outcomeScreen(request, outcome));
    }
  };
  const end = () => {
    over = true;
    app.pocket.wasAnswered(challenge);
  };

  const type = (length: number, words: string) => {
    const field = numberField(app, length, words, scanned, enableNow);
    const submit = button(yes, () => void say('approve', field.value()), 'full');
    return { nodes: [field.element], submits: [{ element: submit, ready: () => field.value().length === length }] };
  };
  const answers = ({
    press: () => ({ nodes: [], submits: [{ element: button(yes, () => void say('approve'), 'full large'), ready: () => true }] }),
    choose: () => ({
      nodes: [h('p', { id: 'which' }, texts.whichNumber)],
      submits: challenge.options.map((option) => ({ element: button(option, () => void say('approve', option), 'choice'), ready: () => true })),
    }),
    type2: () => type(2, texts.typeNumber2),
    type6: () => type(6, texts.typeNumber6),
  })[challenge.mode]();

  function enableNow(): void { enable(); }
  function enable(): void {
    const waited = performance.now() - shownAt >= strayTap;
    for (const { element, ready } of answers.submits) element.disabled = sending || !waited || !ready();
    for (const other of [notMe, cancel]) other.disabled = sending;
  }
  const notMe = button(challenge.mode === 'choose' ? texts.noNumber : texts.notMe, () => void say('report'), 'secondary danger-text full');
  const cancel = button(texts.cancel, () => void say('cancel'), 'link full');
  enable();
  const soon = setTimeout(enable, strayTap + 20);

  const show = () => {
    const time = now();
    age.textContent = ageText(app, Math.max(0, time - context.created));
    const seconds = challenge.expires_at - time;
    left.textContent = texts.timeLeft(clockText(Math.max(0, seconds)));
    if (seconds <= 0 && !over) {
      end();
      app.replace(refusedScreen(request, 'expired'));
    }
  };
  show();
  const timer = setInterval(show, 1000);

  const scan = challenge.mode === 'type6' && button(texts.scanInstead, () => app.replace(scanScreen((id, number) => {
    if (id !== challenge.id) return false;
    app.replace(requestScreen(request, number));
    return true;
  })), 'secondary full');

  const known = context.browser.known ? texts.usedBefore : texts.notUsedBefore;
  return {
    title,
    element: h('div', { class: `tall request ${challenge.mode}` },
      heading(title),
      h('p', { class: 'quiet' }, h('strong', { class: 'whose' }, context.portal), ` · ${context.account}`),
      !context.browser.known && h('div', { class: 'notice warning' }, icon('warning'), h('div', {},
        h('strong', {}, texts.newBrowser), ' ', rich(texts.newBrowserWarning(new URL(context.origin).host)))),
      facts([
        ...context.details.map(({ label, value }) => ['list', label, [h('small', {}, label), ' ', value]] as ['list', string, (Node | string)[]]),
        ...(context.organisation ? [['organisation', texts.organisation, [context.organisation]] as ['organisation', string, string[]]] : []),
        ['browser', texts.browser, [`${nameOf(app, context)} – ${known}`]],
        ['place', texts.place, [placeText(app, context.net), challenge.hints.same_network ? ` – ${texts.sameNetwork}` : '']],
        ['clock', texts.time, [age, ' · ', left]],
      ]),
      challenge.mode === 'type6' && h('p', { class: 'quiet' }, texts.longerNumber),
      h('div', { class: 'bottom' }, ...answers.nodes, status,
        challenge.mode === 'choose'
          ? h('div', { class: 'choices', role: 'group', 'aria-labelledby': 'which' }, ...answers.submits.map(({ element }) => element))
          : h('div', { class: 'actions' }, ...answers.submits.map(({ element }) => element), scan),
        h('div', { class: 'actions refusals' }, notMe, cancel))),
    changed: () => {
      // Answered on another phone, or withdrawn on the computer.
      if (over || sending || !app.pocket.isConnected || app.pocket.requests.some((one) => one.challenge.id === challenge.id)) return;
      over = true;
      app.replace(refusedScreen(request, 'gone'));
    },
    leave: () => {
      clearTimeout(soon);
      clearInterval(timer);
    },
  };
}
