// Parts that screens are made of.
import { h, present, rich, svg } from '../dom.ts';
import { icon, type IconName } from '../icons.ts';
import type { Account } from '../keep/accounts.ts';
import { offlineKey } from '../keep/keys.ts';
import { now } from '../protocol/clock.ts';
import { offlineCode } from '../protocol/offline_code.ts';
import type { App, View } from '../screen.ts';
import { reasonIn } from '../texts/phrases.ts';

export function heading(words: string): HTMLHeadingElement {
  return h('h1', { tabindex: -1 }, words);
}

/// A paragraph, with what stands between two stars in bold.
export function p(words: string, kind = ''): HTMLParagraphElement {
  return h('p', { class: kind || undefined }, rich(words));
}

export function button(words: string, press: () => void, kind = ''): HTMLButtonElement {
  return h('button', { class: `button ${kind}`, type: 'button', onclick: press }, words);
}

export function panel(...children: (Node | string | false | null | undefined)[]): HTMLElement {
  return h('section', { class: 'panel' }, ...children);
}

export function notice(kind: 'plain' | 'success' | 'warning' | 'problem', ...children: (Node | string)[]): HTMLElement {
  const drawing: IconName = kind === 'success' ? 'check' : kind === 'plain' ? 'bell' : 'warning';
  return h('div', { class: `notice ${kind}` }, icon(drawing), h('div', {}, ...children));
}

/// A line that leads somewhere.
export function row(drawing: IconName, title: string, below: string, press: () => void): HTMLLIElement {
  return h('li', {}, h('button', { class: 'row', type: 'button', onclick: press },
    icon(drawing), h('span', {}, h('strong', {}, title), below !== '' && h('small', {}, below)), icon('next')));
}

export function facts(rows: [IconName, string, (Node | string)[]][]): HTMLDListElement {
  return h('dl', { class: 'facts' }, ...rows.map(([drawing, name, value]) =>
    h('div', {}, h('dt', {}, icon(drawing), h('span', { class: 'visually-hidden' }, name)), h('dd', {}, ...value))));
}

/// A question over the screen; true when it was agreed to.
export function ask(app: App, question: string, words: string, yes: string, kind = 'danger'): Promise<boolean> {
  return new Promise((done) => {
    const end = (agreed: boolean) => { dialog.close(); dialog.remove(); done(agreed); };
    const dialog = h('dialog', { 'aria-labelledby': 'question' },
      h('h2', { id: 'question' }, question), p(words),
      h('div', { class: 'actions' }, button(yes, () => end(true), kind), button(app.texts.cancel, () => end(false), 'secondary')));
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); end(false); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/// A screen that says one thing.
export function message(drawing: IconName, kind: string, title: string, words: (Node | string)[], actions: HTMLElement[]): View {
  return {
    title,
    element: h('div', { class: 'message' },
      h('div', { class: `sign ${kind}` }, icon(drawing)), heading(title), ...words, h('div', { class: 'actions' }, ...actions)),
  };
}

/// Why something did not work, in words for people.
export function reason(app: App, problem: unknown): string {
  return reasonIn(app.texts, problem);
}

/// Runs what a press asked for, with the button switched off meanwhile; says what went wrong. `account`: whose link may
/// turn out to have ended.
export async function pressed(app: App, pressedButton: HTMLButtonElement, work: () => Promise<void>, account?: Account): Promise<void> {
  pressedButton.disabled = true;
  try {
    await work();
  } catch (problem) {
    await app.pocket.heard(account, problem);
    app.say(reason(app, problem));
  } finally {
    pressedButton.disabled = false;
  }
}

/// "123 456", with a ring that shows how long it still counts. `stop` when the screen is left.
export function codeWithRing(app: App, account: Account): { element: HTMLElement; stop(): void } {
  const { digits, period } = account.offline ?? { digits: 6, period: 30 };
  const code = h('output', { class: 'code', 'aria-live': 'off' });
  const around = 2 * Math.PI * 15;
  const arc = svg('circle', { class: 'arc', cx: 18, cy: 18, r: 15, 'stroke-dasharray': around });
  const left = h('span', { class: 'visually-hidden' });
  const element = h('div', { class: 'code-with-ring' }, code,
    svg('svg', { class: 'ring', viewBox: '0 0 36 36', 'aria-hidden': 'true' }, svg('circle', { cx: 18, cy: 18, r: 15 }), arc), left);
  let shown = -1;
  const show = async () => {
    const time = now();
    const seconds = period - time % period;
    arc.setAttribute('stroke-dashoffset', String(around * (1 - seconds / period)));
    left.textContent = app.texts.codeChanges(seconds);
    const step = Math.floor(time / period);
    if (step === shown) return;
    const key = await offlineKey(account.device);
    if (!key) return;
    shown = step;
    const half = digits / 2;
    const text = await offlineCode(key, time, digits, period);
    code.textContent = `${text.slice(0, half)} ${text.slice(half)}`;
  };
  void show();
  const timer = setInterval(() => void show(), 1000);
  return { element, stop: () => clearInterval(timer) };
}

export function whenText(app: App, seconds: number): string {
  return new Intl.DateTimeFormat(app.language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(seconds * 1000);
}

export function dayText(app: App, seconds: number): string {
  return new Intl.DateTimeFormat(app.language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long' }).format(seconds * 1000);
}

/// Where a browser is, as far as anybody knows.
export function placeText(app: App, { ip, place }: { ip: string; place: string | null }): string {
  return place === 'internal network' ? app.texts.internalNetwork : place ?? ip;
}

/// Where an account is: "Customer Portal, Example BV".
export function whereText(account: Account): string {
  return account.organisation ? `${account.portal}, ${account.organisation}` : account.portal;
}

/// Puts other children into `element` only when they differ from what `seen` says, so that nothing is lost under a
/// finger or a screen reader.
export function renewed(element: HTMLElement, make: () => { seen: string; children: (Node | string | false)[] }): () => void {
  let last: string | undefined;
  return () => {
    const { seen, children } = make();
    if (seen === last) return;
    last = seen;
    element.replaceChildren(...present(children));
  };
}
