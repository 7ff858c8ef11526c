// What a screen is, and what it may ask of the window around it.
import type { Pocket, Request } from './pocket.ts';
import type { Language, Texts } from './texts/texts.ts';

/// A screen that is being shown.
export interface View {
  title: string;
  element: HTMLElement;
  /// In the bar at the top, on the right.
  action?: HTMLElement;
  /// Whether a request that comes in may take this screen's place.
  yields?: boolean;
  /// What Pocket knows has changed.
  changed?(): void;
  leave?(): void;
}

export type Screen = (app: App) => View;

export interface App {
  readonly pocket: Pocket;
  readonly texts: Texts;
  readonly language: Language;
  /// What the operator calls it.
  readonly name: string;

  go(screen: Screen): void;
  /// In the place of the present one, which one does not come back to.
  replace(screen: Screen): void;
  back(): void;
  home(): void;
  /// Home, and on top of it the request.
  show(request: Request): void;
  /// Said aloud by screen readers, and shown for a moment.
  say(words: string): void;
  setLanguage(language: Language | null): Promise<void>;
  /// The newest version, if it can be had.
  update(): Promise<void>;
}
