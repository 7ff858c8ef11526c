// Turning notifications on and off. They are asked for on a press, never by themselves.
import { h } from '../dom.ts';
import { type PushState, pushState, reconcilePush, turnOffPush, turnOnPush } from '../phone/push.ts';
import { testPush } from '../protocol/device.ts';
import type { App } from '../screen.ts';
import { button, notice, p, pressed } from './parts.ts';

/// `offered`: beside a fresh link, where one may say "Later" and is not told what is not possible.
export function notificationsPart(app: App, offered = false): HTMLElement {
  const { texts, pocket } = app;
  const element = h('section', { class: 'panel', hidden: true });
  const vapid = () => pocket.config?.vapid_public_key ?? null;

  const on = button(texts.turnOnNotifications, () => void pressed(app, on, async () => {
    const key = vapid();
    if (!key) return;
    const state = await turnOnPush(key);
    if (state === 'on') await reconcilePush(pocket.accounts, key);
    show(state, state === 'off' && Notification.permission === 'granted');
    await pocket.accountsChanged();
  }), offered ? 'full' : '');
  const later = button(texts.later, () => { element.hidden = true; }, 'secondary full');
  const off = button(texts.turnOff, () => void pressed(app, off, async () => {
    await turnOffPush(pocket.accounts);
    show('off');
    await pocket.accountsChanged();
  }), 'secondary');
  const test = button(texts.testNotification, () => void pressed(app, test, async () => {
    for (const account of pocket.accounts.filter(({ pushEndpoint }) => pushEndpoint !== null).slice(0, 1)) await testPush(account);
    app.say(texts.testSent);
  }), 'secondary');

  function show(state: PushState, failed = false): void {
    element.hidden = offered && state === 'impossible';
    const title = h('h2', {}, texts.notifications);
    const said = (words: string) => h('p', { role: 'status' }, words);
    if (failed) element.replaceChildren(title, notice('warning', said(texts.notificationsFailed(app.name))));
    else if (state === 'on') element.replaceChildren(title, said(texts.notificationsOn), ...(offered ? [] : [h('div', { class: 'actions' }, test, off)]));
    else if (state === 'blocked') element.replaceChildren(title, said(texts.notificationsBlocked(app.name)));
    else if (state === 'impossible') element.replaceChildren(title, said(texts.notificationsImpossible(app.name)));
    else element.replaceChildren(title, p(texts.notificationsWhy), h('div', { class: 'actions' }, on, ...(offered ? [later] : [])));
  }
  void pushState(vapid()).then((state) => show(state), () => show('impossible'));
  return element;
}
