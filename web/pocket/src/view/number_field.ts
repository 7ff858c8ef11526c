// Digits, typed on a pad of our own: large, and no keyboard that comes up over what has to be read. Keys of a real
// keyboard work too.
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { App } from '../screen.ts';

export interface NumberField {
  element: HTMLElement;
  value(): string;
}

export function numberField(app: App, length: number, words: string, filled: string, changed: () => void): NumberField {
  const { texts } = app;
  const field = h('input', {
    id: 'number', 'data-first': true, class: 'digits', type: 'text', inputmode: 'none', autocomplete: 'off', pattern: `[0-9]{${length}}`, maxlength: length, size: length,
    value: filled, oninput: () => put(field.value),
  });
  const put = (text: string) => {
    field.value = text.replace(/\D/g, '').slice(0, length);
    changed();
  };
  const key = (digit: string) => h('button', { class: 'key', type: 'button', 'aria-label': texts.digit(digit), onclick: () => put(field.value + digit) }, digit);
  return {
    element: h('div', { class: 'number-field' },
      h('label', { for: 'number' }, words),
      h('div', { class: 'digits-line' }, h('span', {}), field,
        h('button', { class: 'key', type: 'button', 'aria-label': texts.erase, onclick: () => put(field.value.slice(0, -1)) }, icon('erase'))),
      h('div', { class: 'pad' }, ...[...'1234567890'].map(key))),
    value: () => field.value,
  };
}
