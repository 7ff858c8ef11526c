// Pocket, the companion app: what runs in the window.
//
// Read    protocol/ (what is said to the service, and signed), keep/ (what stays on the phone), pocket.ts and
//         watch.ts (what is known now), screen.ts and this (how screens follow each other), view/ (the screens),
//         texts/ (all words), worker.ts (the shell without a network, notifications).
import { h } from './dom.ts';
import { icon } from './icons.ts';
import { changeSettings, readSettings } from './keep/settings.ts';
import { mustBeInstalledFirst, watchInstallPrompt } from './phone/phone.ts';
import { registerWorker, updateWorker } from './phone/shell.ts';
import { Pocket, type Request } from './pocket.ts';
import { type Ours, readFragment } from './protocol/codes.ts';
import type { App, Screen, View } from './screen.ts';
import { type Language, languageOf, type Texts, textsIn } from './texts/texts.ts';
import { appleScreen } from './view/apple.ts';
import { confirmLinkScreen } from './view/confirm_link.ts';
import { homeScreen } from './view/home.ts';
import { updateNeededScreen } from './view/messages.ts';
import { requestScreen } from './view/request.ts';
import { settingsScreen } from './view/settings.ts';
import { twoFactorScreen } from './view/two_factor.ts';

class Window implements App {
  readonly pocket = new Pocket();
  readonly name = document.title;
  language: Language = 'en';
  texts: Texts = textsIn('en');

  private screens: Screen[] = [];
  private view: View | undefined;
  private readonly bar = h('header', { class: 'bar' });
  private readonly main = h('main', {});
  private readonly said = h('p', { class: 'said', role: 'status', hidden: true });
  private saidAt = 0;
  /// Requests that came up by themselves once; who goes back from one is not brought there again.
  private readonly shown = new Set<string>();
  /// A number that was read off a link, until its request is here.
  private expected: Extract<Ours, { kind: 'login' }> | undefined;

  async open(): Promise<void> {
    const settings = await readSettings().catch(() => undefined);
    this.speak(settings?.language ?? null);
    document.body.replaceChildren(this.bar, this.said, this.main);
    history.replaceState({ depth: 0 }, '');
    addEventListener('popstate', (event) => this.returnTo((event.state as { depth?: number } | null)?.depth ?? 0));
    addEventListener('hashchange', () => this.openFragment());
    watchInstallPrompt(() => this.changed());
    this.pocket.onChange(() => this.changed());
    this.screens = [homeScreen];
    this.render();
    void registerWorker();
    this.openFragment();
    await this.pocket.open();
    this.changed();
  }

  go(screen: Screen): void {
    history.pushState({ depth: this.screens.length }, '');
    this.screens.push(screen);
    this.render();
  }

  replace(screen: Screen): void {
    if (this.screens.length === 1) return this.go(screen);
    this.screens[this.screens.length - 1] = screen;
    this.render();
  }

  back(): void {
    if (this.screens.length > 1) history.back();
  }

  home(): void {
    if (this.screens.length > 1) history.go(1 - this.screens.length);
  }

  show(request: Request): void {
    this.shown.add(request.challenge.id);
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(120);
    this.go(requestScreen(request));
  }

  say(words: string): void {
    this.said.textContent = words;
    this.said.hidden = false;
    this.saidAt = performance.now();
  }

  async setLanguage(language: Language | null): Promise<void> {
    await changeSettings({ language });
    this.speak(language);
    this.render();
  }

  update(): Promise<void> {
    return updateWorker();
  }

  private speak(chosen: Language | null): void {
    this.language = languageOf(chosen, navigator.languages);
    this.texts = textsIn(this.language);
    document.documentElement.lang = this.language;
  }

  private returnTo(depth: number): void {
    const length = Math.min(depth + 1, this.screens.length);
    if (length === this.screens.length) return;
    this.screens.length = length;
    this.render();
    this.changed();
  }

  /// An address with something behind its "#": read once, and taken away, so that it stands in no history.
  private openFragment(): void {
    const scanned = readFragment(location.hash);
    if (location.hash) history.replaceState(history.state, '', location.pathname);
    if (scanned?.kind === 'link') {
      const { code } = scanned;
      this.go(mustBeInstalledFirst() ? appleScreen(code) : confirmLinkScreen(code));
    } else if (scanned) {
      this.expected = scanned;
      this.changed();
    }
  }

  private changed(): void {
    if (this.pocket.tooOld !== undefined) {
      if (!this.screens.includes(updateNeededScreen)) this.go(updateNeededScreen);
      return;
    }
    this.view?.changed?.();
    this.renderBar();
    const fresh = this.pocket.requests.find(({ challenge }) => !this.shown.has(challenge.id))
      ?? this.pocket.requests.find(({ challenge }) => challenge.id === this.expected?.challenge);
    if (fresh && this.view?.yields) {
      if (fresh.challenge.id === this.expected?.challenge) this.expected = undefined;
      this.show(fresh);
    }
  }

  private render(): void {
    const screen = this.screens.at(-1);
    if (!screen) return;
    this.view?.leave?.();
    // What was said stays for the screen that it led to.
    if (performance.now() - this.saidAt > 1000) this.said.hidden = true;
    this.view = screen(this);
    this.main.replaceChildren(this.view.element);
    document.title = this.screens.length > 1 ? `${this.view.title} – ${this.name}` : this.name;
    this.renderBar();
    scrollTo(0, 0);
    // So that who listens hears where they are.
    const heading = this.main.querySelector<HTMLElement>('[data-first], h1');
    if (this.screens.length > 1) heading?.focus({ preventScroll: true });
  }

  private renderBar(): void {
    const texts = this.texts;
    const focused = document.activeElement?.id;
    if (this.screens.length > 1) {
      this.bar.replaceChildren(
        h('button', { id: 'back', class: 'bar-button', 'aria-label': texts.back, onclick: () => this.back() }, icon('back')),
        h('span', { class: 'bar-title' }, this.name),
        ...(this.view?.action ? [this.view.action] : []));
    } else {
      const count = this.pocket.requests.length;
      this.bar.replaceChildren(
        h('span', { class: 'bar-title' }, this.name),
        h('nav', { 'aria-label': texts.mainMenu },
          h('button', { id: 'shield', class: 'bar-button', 'aria-label': count ? texts.twoFactorOpen(count) : texts.twoFactor, onclick: () => this.go(twoFactorScreen) },
            icon('shield'), count > 0 && h('span', { class: 'count', 'aria-hidden': 'true' }, String(count))),
          h('button', { id: 'settings', class: 'bar-button', 'aria-label': texts.settings, onclick: () => this.go(settingsScreen) }, icon('settings'))));
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

void new Window().open();
