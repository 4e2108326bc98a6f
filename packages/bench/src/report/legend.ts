import { escaped } from './html.js';

/** The caption of a plot: the names, each with the colour that belongs to its place in the list. */
export function legend(entries: readonly { readonly name: string }[]): string {
  const items = entries.map(({ name }, n) => `<span class="c${n}"><i></i>${escaped(name)}</span>`);
  return `<figcaption>${items.join('')}</figcaption>`;
}
