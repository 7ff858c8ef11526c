// P12: what stops Pocket from working, and what to do about it.
import { type Account, forgetAccount } from '../keep/accounts.ts';
import type { App, View } from '../screen.ts';
import { button, message, p, pressed } from './parts.ts';
import { scanScreen } from './scan.ts';

const tried = 'pocket-updated';

/// 426: the portal takes no version as old as this one. The newest is fetched by itself, once.
export function updateNeededScreen(app: App): View {
  const { texts, pocket } = app;
  if (sessionStorage.getItem(tried) !== POCKET_VERSION) {
    sessionStorage.setItem(tried, POCKET_VERSION);
    void app.update();
  }
  const update = button(texts.update, () => void pressed(app, update, () => app.update()), 'full');
  return message('update', 'warning', texts.updateNeeded,
    [p(texts.updateNeededHow(app.name, pocket.tooOld ?? '', POCKET_VERSION)), p(texts.updateSteps(app.name))], [update]);
}

/// An account whose link ended elsewhere.
export function goneScreen(app: App, account: Account): View {
  const { texts } = app;
  const moved = account.movedTo !== null;
  const remove = button(texts.removeHere, () => void pressed(app, remove, async () => {
    await forgetAccount(account);
    await app.pocket.accountsChanged();
    app.home();
  }), 'secondary full');
  return message(moved ? 'move' : 'warning', moved ? '' : 'warning', moved ? texts.movedTo(account.movedTo ?? '') : texts.goneTitle,
    [p(moved ? texts.movedHow : texts.goneHow(account.account, account.portal))],
    [...(moved ? [] : [button(texts.scan, () => app.go(scanScreen()), 'full')]), remove]);
}

export function suspendedScreen(app: App, account: Account): View {
  const { texts } = app;
  const remove = button(texts.removeHere, () => void pressed(app, remove, async () => {
    await forgetAccount(account);
    await app.pocket.accountsChanged();
    app.home();
  }), 'secondary full');
  return message('warning', 'warning', texts.suspendedTitle, [p(texts.suspendedHow(account.account))],
    [button(texts.scan, () => app.go(scanScreen()), 'full'), remove]);
}
