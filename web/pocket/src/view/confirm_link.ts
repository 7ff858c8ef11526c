// P4: whose account this phone is to confirm for, before anything is linked.
import { h } from '../dom.ts';
import { KeysNotKept } from '../keep/keys.ts';
import { describePhone } from '../phone/phone.ts';
import { Refused, Unreachable } from '../protocol/call.ts';
import { link, lookUp } from '../protocol/linking.ts';
import type { Lookup } from '../protocol/messages.ts';
import type { App, Screen } from '../screen.ts';
import { linkedScreen } from './linked.ts';
import { button, facts, heading, message, p, reason } from './parts.ts';
import { scanScreen } from './scan.ts';

export function confirmLinkScreen(code: string): Screen {
  return (app) => {
    const { texts } = app;
    let left = false;
    const begin = async () => {
      try {
        const found = await lookUp(code);
        if (!left) app.replace(questionScreen(code, found));
      } catch (problem) {
        if (!left) await failed(app, problem, () => app.replace(confirmLinkScreen(code)));
      }
    };
    void begin();
    return {
      title: texts.linkQuestion,
      element: h('div', {}, heading(texts.linkQuestion), h('p', { class: 'waiting', role: 'status' }, texts.lookingUp)),
      leave: () => { left = true; },
    };
  };
}

function questionScreen(code: string, found: Lookup): Screen {
  return (app) => {
    const { texts } = app;
    const title = found.from ? texts.moveQuestion : texts.linkQuestion;
    const status = h('p', { class: 'status', role: 'status' });
    let left = false;
    const yes = button(found.from ? texts.move : texts.link, () => void linkNow(), 'full');
    const linkNow = async () => {
      yes.disabled = true;
      status.textContent = texts.linking;
      try {
        const account = await link(code, found, await describePhone('Android'));
        await app.pocket.accountsChanged();
        if (!left) app.replace(linkedScreen(account.device));
      } catch (problem) {
        if (left) return;
        // Nobody knows whether it was done; the same press once more finds out.
        if (problem instanceof Unreachable) {
          yes.disabled = false;
          status.textContent = reason(app, problem);
        } else {
          await failed(app, problem, () => app.replace(confirmLinkScreen(code)));
        }
      }
    };
    return {
      title,
      element: h('div', { class: 'tall' }, heading(title),
        p(found.from ? texts.moveTo(found.account, found.portal, found.from) : texts.linkTo(found.account, found.portal)),
        facts([
          ...(found.organisation ? [['organisation', texts.organisation, [found.organisation]] as [ 'organisation', string, string[]]] : []),
          ['code', texts.checkNumber(''), [h('strong', {}, texts.checkNumber(found.check)), h('small', {}, texts.checkNumberHow)]],
        ]),
        status, h('div', { class: 'actions bottom' }, yes, button(texts.cancel, () => app.home(), 'secondary full'))),
      leave: () => { left = true; },
    };
  };
}

/// Says why it did not work, and what to do.
async function failed(app: App, problem: unknown, again: () => void): Promise<void> {
  const { texts } = app;
  await app.pocket.heard(undefined, problem);
  if (app.pocket.tooOld !== undefined) return;
  const scan = button(texts.scanAgain, () => app.replace(scanScreen()), 'full');
  const close = button(texts.close, () => app.home(), 'secondary full');
  const tell = (words: string, ...actions: HTMLElement[]) =>
    app.replace(() => message('warning', 'warning', texts.linkQuestion, [p(words)], [...actions, close]));
  if (problem instanceof KeysNotKept) return app.replace(() => message('warning', 'warning', texts.privateTitle, [p(texts.keysNotKept(app.name))], [close]));
  if (problem instanceof Refused) {
    const words = ({
      code_unknown: texts.codeUnknown,
      code_expired: texts.codeExpired,
      code_used: texts.codeUsed,
      too_many_devices: texts.tooManyDevices,
      platform_not_allowed: texts.notAllowed,
    } as Record<string, string>)[problem.code];
    if (words) return tell(words, scan);
  }
  tell(reason(app, problem), button(texts.tryAgain, again, 'full'));
}
