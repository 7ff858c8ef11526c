// P11: one account on this phone.
import { h } from '../dom.ts';
import { type Account, hasCode } from '../keep/accounts.ts';
import { longestName } from '../phone/phone.ts';
import { Refused } from '../protocol/call.ts';
import { rename, unlink } from '../protocol/device.ts';
import type { App, Screen, View } from '../screen.ts';
import { activityScreen } from './activity.ts';
import { goneScreen, suspendedScreen } from './messages.ts';
import { moveScreen } from './move.ts';
import { ask, button, codeWithRing, dayText, heading, message, p, panel, pressed, row, whereText } from './parts.ts';
import { linkedScreen } from './linked.ts';

export function stateText(app: App, account: Account): string {
  const { texts } = app;
  if (account.movedTo !== null) return texts.movedTo(account.movedTo);
  return { active: whereText(account), waiting: texts.waitingForComputer, gone: texts.noLongerLinked, suspended: texts.suspended }[account.state];
}

export function accountScreen(device: string): Screen {
  return (app) => {
    const account = app.pocket.accounts.find((one) => one.device === device);
    if (!account) return message('person', '', app.texts.noLongerLinked, [], [button(app.texts.close, () => app.home(), 'full')]);
    const { state } = account;
    const view = state === 'gone' ? goneScreen(app, account) : state === 'suspended' ? suspendedScreen(app, account)
      : state === 'waiting' ? linkedScreen(device)(app) : accountView(app, account);
    return {
      ...view,
      yields: true,
      changed: () => {
        const now = app.pocket.accounts.find((one) => one.device === device);
        if (now && now.state !== state) app.replace(accountScreen(device));
      },
    };
  };
}

function accountView(app: App, account: Account): View {
  const { texts } = app;
  const code = hasCode(account) ? codeWithRing(app, account) : undefined;
  return {
    title: account.account,
    element: h('div', {}, heading(account.account), p(whereText(account), 'quiet'),
      panel(h('h2', {}, texts.yourCode), code ? code.element : p(texts.noCode), code && p(texts.codeHow, 'quiet')),
      h('ul', { class: 'rows' },
        row('list', texts.activity, '', () => app.go(activityScreen(account))),
        row('move', texts.newPhone, '', () => app.go(moveScreen(account)))),
      nameForm(app, account),
      p(texts.linkedOn(dayText(app, account.linkedAt)), 'quiet'),
      h('div', { class: 'actions' }, unlinkButton(app, account))),
    leave: () => code?.stop(),
  };
}

function nameForm(app: App, account: Account): HTMLElement {
  const { texts } = app;
  const problem = h('p', { id: 'problem', class: 'error', role: 'alert' });
  const field = h('input', { id: 'name', type: 'text', maxlength: longestName, value: account.name, autocomplete: 'off', 'aria-describedby': 'problem' });
  const save = h('button', { class: 'button secondary', type: 'submit' }, texts.save);
  return h('form', { class: 'panel', novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    const name = field.value.trim();
    problem.textContent = name === '' || [...name].length > longestName ? texts.nameWrong : '';
    if (problem.textContent !== '') return field.focus();
    void pressed(app, save, async () => {
      await rename(account, name);
      await app.pocket.accountsChanged();
      app.say(texts.saved);
    }, account);
  } }, h('label', { for: 'name' }, texts.phoneName), h('div', { class: 'with-button' }, field, save), problem);
}

function unlinkButton(app: App, account: Account): HTMLElement {
  const { texts } = app;
  const press = button(texts.unlink, () => void pressed(app, press, async () => {
    if (!await ask(app, texts.unlinkQuestion, texts.unlinkHow(account.account), texts.unlink)) return;
    try {
      await unlink(account);
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.code !== 'last_method') throw problem;
      return app.go((again) => message('warning', 'warning', again.texts.unlink, [p(again.texts.lastMethod)], [button(again.texts.close, () => again.back(), 'full')]));
    }
    await app.pocket.accountsChanged();
    app.say(texts.unlinked);
    app.home();
  }, account), 'secondary danger-text full');
  return press;
}
