// The columns that text takes on a terminal: East Asian characters take two columns, combining marks take none.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const mark = /\p{M}|\u200d/u;

const columnsOf = (character: string) => (mark.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** @return the number of columns that a text takes */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Makes a text exactly `width` columns wide: pads it, or cuts its start, because paths differ most at their ends. */
export function fit(text: string, width: number): string {
  const plain = text.replace(/\p{Cc}/gu, '?');
  const missing = width - textWidth(plain);
  if (missing >= 0) return plain + ' '.repeat(missing);
  const characters = [...plain];
  let left = textWidth(plain);
  while (left > width - 1 && characters.length > 0) left -= columnsOf(characters.shift() as string);
  return `…${characters.join('')}${' '.repeat(Math.max(0, width - 1 - left))}`;
}
