// "Activate all functionality": the parts of the portal that the operator opens here. Logging in never needs it.
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { App } from '../screen.ts';
import { p } from './parts.ts';

/// Nothing when the operator has no such parts.
export function functionsPart(app: App): HTMLElement | false {
  const functions = (app.pocket.config?.functions ?? []).filter(({ url }) => /^(https:\/\/|http:\/\/localhost[:/]|\/(?!\/))/.test(url));
  return functions.length > 0 && h('details', { class: 'panel' },
    h('summary', {}, app.texts.activateAll), p(app.texts.activateAllWhy(app.name), 'quiet'),
    h('ul', { class: 'rows' }, ...functions.map(({ label, label_nl: dutch, url }) =>
      h('li', {}, h('a', { class: 'row', href: new URL(url, app.pocket.config?.origin).href, target: '_blank', rel: 'noopener' }, icon('apps'), h('span', {}, h('strong', {}, app.language === 'nl' ? dutch : label)), icon('next'))))));
}
