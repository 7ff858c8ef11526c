// Elements, made one by one: no text ever becomes markup (Trusted Types would refuse it).

type Child = Node | string | false | null | undefined;
type Attribute = string | number | boolean | undefined | ((event: Event) => void);

function give(element: Element, attributes: Record<string, Attribute>, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== false && child !== null && child !== undefined));
}

/// h('button', { class: 'button', onclick: press }, 'Log in')
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Record<string, Attribute> = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  give(element, attributes, children);
  return element;
}

export function svg<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Record<string, Attribute> = {}, ...children: Child[]): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  give(element, attributes, children);
  return element;
}

/// "Your computer shows **47**" with the middle in bold.
export function rich(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  text.split('**').forEach((part, index) => fragment.append(index % 2 === 1 ? h('strong', {}, part) : part));
  return fragment;
}

/// A list of what is there: rows([a && row(a), b && row(b)]).
export function present(children: Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== false && child !== null && child !== undefined);
}

export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = () => { clearTimeout(timer); signal?.removeEventListener('abort', end); done(); };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
