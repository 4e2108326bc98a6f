import { element } from './elements.js';

const mostShown = 3;
const mostLetters = 500;

/** What went wrong, for people, until they dismiss it: the newest few, each text once. */
export class Problems {
  readonly #shown = new Map<string, HTMLElement>();

  /** @param list an element with the role alert */
  constructor(private readonly list: HTMLElement) {}

  show(message: string): void {
    const text = message.length > mostLetters ? `${message.slice(0, mostLetters)}…` : message;
    if (this.#shown.has(text)) return;
    const dismiss = element('button', { text: 'Dismiss', attributes: { type: 'button' } });
    const item = element('div', { class: 'problem' }, element('p', { text }), dismiss);
    dismiss.addEventListener('click', () => this.#remove(text));
    this.#shown.set(text, item);
    this.list.append(item);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > mostShown && oldest !== undefined) this.#remove(oldest);
  }

  #remove(text: string): void {
    this.#shown.get(text)?.remove();
    this.#shown.delete(text);
  }
}
