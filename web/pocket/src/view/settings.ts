// Settings, and through them the same screen as behind the shield.
import { h } from '../dom.ts';
import { readSettings } from '../keep/settings.ts';
import type { App, View } from '../screen.ts';
import type { Language } from '../texts/texts.ts';
import { functionsPart } from './functions.ts';
import { notificationsPart } from './notifications.ts';
import { heading, p, panel, row } from './parts.ts';
import { twoFactorScreen } from './two_factor.ts';

export function settingsScreen(app: App): View {
  const { texts } = app;
  const language = h('select', { id: 'language', onchange: () => void app.setLanguage(language.value === '' ? null : language.value as Language) },
    h('option', { value: '' }, texts.languageOfPhone), h('option', { value: 'en', lang: 'en' }, 'English'), h('option', { value: 'nl', lang: 'nl' }, 'Nederlands'));
  void readSettings().then((settings) => { language.value = settings.language ?? ''; });
  return {
    title: texts.settings,
    element: h('div', {}, heading(texts.settings),
      h('ul', { class: 'rows' }, row('shield', texts.twoFactor, '', () => app.go(twoFactorScreen))),
      panel(h('label', { for: 'language' }, h('h2', {}, texts.language)), language),
      app.pocket.accounts.length > 0 && notificationsPart(app),
      functionsPart(app),
      panel(h('h2', {}, texts.about), p(`${texts.version} ${POCKET_VERSION}`), p(app.pocket.config?.portal ?? location.host, 'quiet'))),
    yields: true,
  };
}
