// P5: linked. The check number is on both screens; the rest is an offer.
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { App, Screen, View } from '../screen.ts';
import { functionsPart } from './functions.ts';
import { notificationsPart } from './notifications.ts';
import { button, heading, message, p } from './parts.ts';
import { scanScreen } from './scan.ts';

export function linkedScreen(device: string): Screen {
  return (app) => {
    const account = app.pocket.accounts.find((one) => one.device === device);
    if (!account || account.state === 'gone') return notFinished(app);
    const view = account.state === 'waiting' ? waiting(app, account.check) : linked(app, account.check);
    const { state } = account;
    return {
      ...view,
      changed: () => {
        const now = app.pocket.accounts.find((one) => one.device === device);
        if (now?.state !== state) app.replace(linkedScreen(device));
      },
    };
  };
}

function waiting(app: App, check: string): View {
  const { texts } = app;
  return {
    title: texts.almostLinked,
    element: h('div', { class: 'message' }, h('div', { class: 'sign' }, icon('browser')), heading(texts.almostLinked),
      p(texts.computerShows(check), 'number-line'), p(texts.almostLinkedHow), h('p', { class: 'waiting', role: 'status' }, texts.waitingForLink)),
  };
}

function linked(app: App, check: string): View {
  const { texts } = app;
  return {
    title: texts.linkSuccessful,
    element: h('div', { class: 'message' }, h('div', { class: 'sign good' }, icon('check')), heading(texts.linkSuccessful),
      p(texts.computerShows(check), 'number-line'), p(texts.linkedHow),
      notificationsPart(app, true),
      functionsPart(app),
      h('div', { class: 'actions' }, button(texts.done, () => app.home(), 'secondary full'))),
  };
}

function notFinished(app: App): View {
  const { texts } = app;
  return message('warning', 'warning', texts.linkQuestion, [p(texts.linkNotFinished)],
    [button(texts.scanAgain, () => app.replace(scanScreen()), 'full'), button(texts.close, () => app.home(), 'secondary full')]);
}
