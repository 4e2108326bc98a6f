// Text and tables in HTML.

/** `text` with the characters escaped that have a meaning in HTML text or in attribute values. */
export function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}

/** A number with `digits` significant digits and with separated thousands. A dash for NaN and infinity. */
export function readable(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = Number(value.toPrecision(digits));
  return rounded.toLocaleString('en', { maximumFractionDigits: 6 });
}

/** A table. The first row is the heading; columns with numbers are aligned right. */
export function htmlTable(rows: readonly (readonly (string | number)[])[]): string {
  const [head = [], ...body] = rows;
  const isNumber = head.map((_, column) => body.some((cells) => typeof cells[column] === 'number'));
  const row = (tag: string, cells: readonly (string | number)[]) => {
    const filled = cells.map((content, column) => {
      const text = typeof content === 'number' ? readable(content) : escaped(content);
      return `<${tag}${isNumber[column] ? ' class="number"' : ''}>${text}</${tag}>`;
    });
    return `<tr>${filled.join('')}</tr>`;
  };
  const lines = body.map((cells) => row('td', cells)).join('');
  return `<div class="wide"><table><thead>${row('th', head)}</thead><tbody>${lines}</tbody></table></div>`;
}
