// A new phone, with this one in hand: the new one scans a code here, and takes this one's place.
import encodeQR from 'qr';
import { h, svg, wait } from '../dom.ts';
import type { Account } from '../keep/accounts.ts';
import { now } from '../protocol/clock.ts';
import { cancelMove, startMove } from '../protocol/device.ts';
import { readLinkCode, shownLinkCode } from '../protocol/codes.ts';
import type { Move } from '../protocol/messages.ts';
import type { App, Screen } from '../screen.ts';
import { accountScreen } from './account.ts';
import { button, heading, p, reason } from './parts.ts';

/// Black on white with a quiet zone of four modules, in every theme.
export function qrCode(text: string, label: string): SVGSVGElement {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const size = rows.length;
  const d = rows.flatMap((row, y) => row.map((dark, x) => dark ? `M${x} ${y}h1v1h-1z` : '')).join('');
  return svg('svg', { class: 'qr', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' },
    svg('rect', { width: size, height: size, fill: '#fff' }), svg('path', { d, fill: '#000' }));
}

export function moveScreen(account: Account): Screen {
  return (app) => {
    const { texts } = app;
    const left = new AbortController();
    const content = h('div', {}, h('p', { class: 'waiting', role: 'status' }, texts.moment));
    let shown: Move | undefined;
    void follow(app, account, content, left.signal, (move) => { shown = move; });
    return {
      title: texts.newPhone,
      element: h('div', {}, heading(texts.newPhone), p(account.account, 'quiet'), content),
      changed: () => {
        if (app.pocket.accounts.find(({ device }) => device === account.device)?.state === 'gone') {
          shown = undefined;
          app.replace(accountScreen(account.device));
        }
      },
      leave: () => {
        left.abort();
        // A code that nobody shows any longer must not work.
        if (shown) void cancelMove(account).catch(() => undefined);
      },
    };
  };
}

async function follow(app: App, account: Account, content: HTMLElement, signal: AbortSignal, tell: (move: Move | undefined) => void): Promise<void> {
  const { texts } = app;
  const again = (words: string) => {
    tell(undefined);
    content.replaceChildren(h('p', { role: 'status' }, words), button(texts.newCode, () => app.replace(moveScreen(account)), 'full'));
  };
  try {
    const move = await startMove(account);
    if (signal.aborted) return void cancelMove(account).catch(() => undefined);
    tell(move);
    content.replaceChildren(p(texts.moveHow(app.name)), qrCode(move.url, texts.moveCode), p(texts.moveOrType),
      h('p', { class: 'link-code' }, shownLinkCode(readLinkCode(move.code) ?? '')), p(texts.checkNumber(move.check), 'number-line'),
      h('p', { class: 'waiting', role: 'status' }, texts.moveWaiting));
    // That the new phone has taken it over, the watch hears.
    await wait((move.expires_at - now()) * 1000, signal);
    if (!signal.aborted) again(texts.moveExpired);
  } catch (problem) {
    if (signal.aborted) return;
    await app.pocket.heard(account, problem);
    again(reason(app, problem));
  }
}
