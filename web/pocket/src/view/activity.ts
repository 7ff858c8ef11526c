// Who has logged in, and how it ended; "This was not me" for what may still be undone.
import { h } from '../dom.ts';
import type { Account } from '../keep/accounts.ts';
import { activity, report } from '../protocol/device.ts';
import type { ActivityEntry } from '../protocol/messages.ts';
import type { App, Screen } from '../screen.ts';
import { browserIn } from '../texts/phrases.ts';
import { notMe } from './outcome.ts';
import { ask, button, heading, p, placeText, pressed, reason, whenText } from './parts.ts';

export function activityScreen(account: Account): Screen {
  return (app) => {
    const { texts } = app;
    const list = h('ul', { class: 'rows plain' });
    const status = h('p', { class: 'waiting', role: 'status' }, texts.moment);
    const more = button(texts.more, () => void pressed(app, more, show, account), 'secondary full');
    more.hidden = true;
    let before: string | undefined;
    const show = async () => {
      const found = await activity(account, before);
      before = found.before ?? undefined;
      list.append(...found.entries.map((entry) => entryRow(app, account, entry)));
      status.hidden = true;
      more.hidden = before === undefined;
      if (list.children.length === 0) list.replaceWith(p(texts.noActivity));
    };
    void show().catch(async (problem: unknown) => {
      await app.pocket.heard(account, problem);
      status.className = 'status';
      status.textContent = reason(app, problem);
    });
    return {
      title: texts.activity,
      element: h('div', {}, heading(texts.activity), p(account.account, 'quiet'), status, list, h('div', { class: 'actions' }, more)),
      yields: true,
    };
  };
}

function entryRow(app: App, account: Account, entry: ActivityEntry): HTMLElement {
  const { texts } = app;
  const result = ({
    signed_in: texts.resultSignedIn, confirmed: texts.resultConfirmed, refused: texts.resultRefused, cancelled: texts.resultCancelled, reported: texts.resultReported,
    expired: texts.resultExpired, wrong_number: texts.resultWrongNumber, open: texts.resultOpen, approved: texts.resultConfirmed,
    lapsed: texts.resultConfirmed, withdrawn: texts.resultWithdrawn,
  } as Record<string, string>)[entry.result] ?? '';
  const { challenge } = entry;
  const when = whenText(app, entry.at);
  const undo = challenge !== null && entry.can_report && h('button', { class: 'button secondary compact', type: 'button', onclick: () => void pressed(app, undo as HTMLButtonElement, async () => {
    if (!await ask(app, texts.wasNotMeQuestion, texts.wasNotMeHow, texts.wasNotMe)) return;
    await report(account, challenge);
    app.replace((again) => notMe(again, account.origin));
  }, account) }, texts.wasNotMe, h('span', { class: 'visually-hidden' }, `, ${when}`));
  return h('li', {}, h('div', {},
    h('p', { class: 'title' }, result, ' ', entry.still_signed_in && h('span', { class: 'badge on' }, texts.stillSignedIn)),
    h('p', { class: 'quiet' }, browserIn(texts, entry.browser)),
    entry.phone !== null && h('p', { class: 'quiet' }, texts.answeredOn(entry.phone)),
    h('p', { class: 'quiet' }, `${when} · ${placeText(app, entry)}`)), undo);
}
