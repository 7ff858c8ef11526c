// Which language, and the words in it.
import { en } from './en.ts';
import { nl } from './nl.ts';

export type Texts = { [Name in keyof typeof en]: (typeof en)[Name] extends string ? string : (typeof en)[Name] };
export type Language = 'en' | 'nl';

const all: Record<Language, Texts> = { en, nl };

/// What was chosen, or the first of the reader's languages that we speak.
export function languageOf(chosen: Language | null, wanted: readonly string[]): Language {
  if (chosen) return chosen;
  for (const tag of wanted) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === 'en' || language === 'nl') return language;
  }
  return 'en';
}

export function textsIn(language: Language): Texts {
  return all[language];
}
