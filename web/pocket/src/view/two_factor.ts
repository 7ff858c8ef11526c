// P2: the accounts of this phone, behind the shield and in the settings; + adds one.
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { type Account, hasCode } from '../keep/accounts.ts';
import { mustBeInstalledFirst } from '../phone/phone.ts';
import type { App, View } from '../screen.ts';
import { accountScreen, stateText } from './account.ts';
import { activityScreen } from './activity.ts';
import { appleScreen } from './apple.ts';
import { heading, p, renewed, row } from './parts.ts';
import { nameOf } from './request.ts';
import { scanScreen } from './scan.ts';

function card(app: App, account: Account): HTMLElement {
  const { texts } = app;
  const open = () => app.go(accountScreen(account.device));
  return h('ul', { class: 'rows' },
    row('person', account.account, stateText(app, account), open),
    ...(hasCode(account) ? [row('code', texts.showCode, '', open)] : []),
    ...(account.state === 'active' ? [row('list', texts.activity, '', () => app.go(activityScreen(account)))] : []));
}

export function twoFactorScreen(app: App): View {
  const { pocket, texts } = app;
  const element = h('div', {});
  const changed = renewed(element, () => ({
    seen: JSON.stringify([pocket.accounts, pocket.requests.map(({ challenge }) => challenge.id)]),
    children: [
      heading(texts.twoFactor),
      pocket.requests.length > 0 && h('ul', { class: 'rows waiting-rows' }, ...pocket.requests.map((request) =>
        row('bell', request.context.portal, nameOf(app, request.context), () => app.show(request)))),
      ...(pocket.accounts.length > 0 ? pocket.accounts.map((account) => card(app, account))
        : [h('div', { class: 'calm' }, icon('shield'), p(texts.twoFactorNone), p(texts.twoFactorWhere, 'quiet'))]),
    ],
  }));
  changed();
  return {
    title: texts.twoFactor,
    element,
    action: h('button', { id: 'add', class: 'bar-button', 'aria-label': texts.addAccount, onclick: () => app.go(mustBeInstalledFirst() ? appleScreen() : scanScreen()) }, icon('plus')),
    yields: true,
    changed,
  };
}
