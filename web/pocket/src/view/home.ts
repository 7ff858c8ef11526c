// P1, and P0 on top of it: what waits, then the accounts; for somebody who has none, the way to the first.
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { hasCode } from '../keep/accounts.ts';
import { changeSettings, readSettings } from '../keep/settings.ts';
import { canInstall, install, isStandalone, mustBeInstalledFirst } from '../phone/phone.ts';
import type { App, View } from '../screen.ts';
import { accountScreen, stateText } from './account.ts';
import { appleScreen } from './apple.ts';
import { button, codeWithRing, heading, notice, p, panel, row, whereText } from './parts.ts';
import { nameOf } from './request.ts';
import { twoFactorScreen } from './two_factor.ts';

export function homeScreen(app: App): View {
  const { pocket, texts } = app;
  const element = h('div', {});
  let hintClosed = true;
  let stops: (() => void)[] = [];
  let seen = '';

  const offline = () => [
    notice('warning', h('strong', {}, texts.noConnection), p(pocket.accounts.some(hasCode) ? texts.noConnectionHow : texts.noConnectionPlain)),
    ...pocket.accounts.filter(hasCode).map((account) => {
      const code = codeWithRing(app, account);
      stops.push(code.stop);
      return panel(h('h2', {}, account.account), p(whereText(account), 'quiet'), code.element);
    }),
  ];

  const requests = () => [
    h('h2', {}, texts.requests),
    ...pocket.requests.map((request) => panel(
      h('h3', {}, request.context.portal), p(nameOf(app, request.context), 'quiet'),
      h('div', { class: 'actions' }, button(texts.answer, () => app.show(request), 'full')))),
  ];

  const accounts = () => [
    pocket.isConnected && pocket.requests.length === 0 && pocket.accounts.some(({ state }) => state === 'active') && h('div', { class: 'calm' }, icon('shield'), p(texts.nobodyAsks), p(texts.nobodyAsksHow(app.name), 'quiet')),
    h('h2', {}, texts.accounts),
    h('ul', { class: 'rows' }, ...pocket.accounts.map((account) =>
      row('person', account.account, stateText(app, account), () => app.go(accountScreen(account.device))))),
  ];

  const empty = () => [
    h('div', { class: 'calm' }, icon('shield'), h('h2', {}, texts.nothingYet), p(texts.nothingYetHow)),
    h('div', { class: 'actions' }, button(texts.openShield, () => app.go(twoFactorScreen), 'full')),
  ];

  const installHint = () => !hintClosed && canInstall() && !isStandalone() && panel(
    h('h2', {}, texts.installTitle(app.name)), p(texts.installWhy),
    h('div', { class: 'actions' },
      button(texts.install, () => void install().then(changed)),
      button(texts.later, () => { hintClosed = true; void changeSettings({ installHintClosed: true }); changed(); }, 'secondary')));

  const apple = () => [
    h('div', { class: 'calm' }, icon('shield'), h('h2', {}, texts.appleTitle(app.name)), p(texts.appleWhy)),
    h('div', { class: 'actions' }, button(texts.appleHow, () => app.go(appleScreen()), 'full')),
  ];

  function changed(): void {
    const looks = JSON.stringify([pocket.isConnected, hintClosed, canInstall(), pocket.requests.map(({ challenge }) => challenge.id),
      pocket.accounts.map(({ device, state, account, portal, organisation, policy }) => [device, state, account, portal, organisation, policy])]);
    if (looks === seen) return;
    seen = looks;
    for (const stop of stops) stop();
    stops = [];
    const children = [
      heading(app.name),
      ...(pocket.requests.length > 0 ? requests() : []),
      ...(pocket.isConnected || pocket.accounts.length === 0 ? [] : offline()),
      ...(pocket.accounts.length > 0 ? accounts() : mustBeInstalledFirst() ? apple() : empty()),
      installHint(),
    ];
    element.replaceChildren(...children.filter((child): child is HTMLElement => child !== false));
    element.querySelector('h1')?.classList.add('visually-hidden');
  }

  changed();
  void readSettings().then((settings) => { hintClosed = settings.installHintClosed; changed(); });
  return { title: app.name, element, yields: true, changed, leave: () => { for (const stop of stops) stop(); } };
}
