// How text fills a terminal: East Asian characters take two columns, marks none.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const mark = /\p{M}|\u200d/u;

const columnsOf = (character: string) => (mark.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** Columns that a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** A text made exactly `width` columns wide: padded, or cut at its start, where paths differ least. */
export function fit(text: string, width: number): string {
  const plain = text.replace(/\p{Cc}/gu, '?');
  const missing = width - textWidth(plain);
  if (missing >= 0) return plain + ' '.repeat(missing);
  const characters = [...plain];
  let left = textWidth(plain);
  while (left > width - 1 && characters.length > 0) left -= columnsOf(characters.shift() as string);
  return `…${characters.join('')}${' '.repeat(Math.max(0, width - 1 - left))}`;
}
