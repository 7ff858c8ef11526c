// P0 on iPhone and iPad: from the browser to the home screen. No key is made here.
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { shownLinkCode } from '../protocol/codes.ts';
import type { Screen } from '../screen.ts';
import { button, heading, p } from './parts.ts';

/// `code`: that the address brought, to be entered once more in the app on the home screen.
export function appleScreen(code?: string): Screen {
  return (app) => {
    const { texts } = app;
    const title = texts.appleTitle(app.name);
    const copy = button(texts.copy, () => void navigator.clipboard?.writeText(shownLinkCode(code ?? '')).then(() => app.say(texts.copied)), 'secondary');
    return {
      title,
      element: h('div', {}, heading(title), p(texts.appleWhy),
        h('ol', { class: 'walk' },
          h('li', {}, icon('share'), p(texts.appleShare)),
          h('li', {}, icon('add'), p(texts.appleAdd)),
          h('li', {}, icon('shield'), p(texts.appleOpen(app.name)))),
        code !== undefined && h('div', { class: 'panel' }, p(texts.appleCode), h('p', { class: 'link-code' }, shownLinkCode(code)), copy)),
    };
  };
}
