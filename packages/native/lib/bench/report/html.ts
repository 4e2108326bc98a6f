// Text for a page.

/** `text` where a page has text or the value of an attribute. */
export function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}

/** A number with so many significant digits, and its thousands apart. */
export function readable(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = Number(value.toPrecision(digits));
  return rounded.toLocaleString('en', { maximumFractionDigits: 6 });
}

/** The first row is the heading. Cells of numbers are aligned right. */
export function htmlTable(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (tag: string) => (content: string | number) =>
    typeof content === 'number'
      ? `<${tag} class="number">${readable(content)}</${tag}>`
      : `<${tag}>${escaped(content)}</${tag}>`;
  const [head = [], ...body] = rows;
  const row = (tag: string, cells: readonly (string | number)[]) =>
    `<tr>${cells.map(cell(tag)).join('')}</tr>`;
  return `<div class="wide"><table><thead>${row('th', head)}</thead><tbody>${body
    .map((cells) => row('td', cells))
    .join('')}</tbody></table></div>`;
}
