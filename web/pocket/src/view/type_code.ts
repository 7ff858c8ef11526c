// P3, "Enter the code instead".
import { h } from '../dom.ts';
import { readLinkCode } from '../protocol/codes.ts';
import type { App, View } from '../screen.ts';
import { confirmLinkScreen } from './confirm_link.ts';
import { heading } from './parts.ts';

export function typeCodeScreen(app: App): View {
  const { texts } = app;
  const problem = h('p', { id: 'problem', class: 'error', role: 'alert' });
  const field = h('input', {
    id: 'code', 'data-first': true, class: 'link-code', type: 'text', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false',
    maxlength: 40, 'aria-describedby': 'how problem',
  });
  return {
    title: texts.typeCode,
    element: h('form', { novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const code = readLinkCode(field.value);
      if (code) return app.replace(confirmLinkScreen(code));
      problem.textContent = texts.typeCodeWrong;
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    } },
      heading(texts.typeCode), h('label', { for: 'code', class: 'visually-hidden' }, texts.code),
      h('p', { id: 'how' }, texts.typeCodeHow), field, problem,
      h('div', { class: 'actions' }, h('button', { class: 'button full', type: 'submit' }, texts.go))),
  };
}
