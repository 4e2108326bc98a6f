// The colours of boxes, by id. All are light, since the text on them is dark; a dark edge keeps a box visible on a light picture.

/** Neighbours in this list differ much, since ids of objects that come together are neighbours. */
const boxColours = [
  '#5ee6ff',
  '#ffb454',
  '#b8f36a',
  '#ff9ec7',
  '#ffe45c',
  '#a9b8ff',
  '#6ff2b4',
  '#ff9d80',
  '#dca8ff',
  '#d9e88b',
] as const;

/** Of the text on a label, and of the edge around a box. */
export const darkColour = '#10141a';

/** The same for the same id, also a negative or a large one. */
export function colourOf(id: number): string {
  const { length } = boxColours;
  const position = ((Math.trunc(id) % length) + length) % length;
  return boxColours[position] ?? boxColours[0];
}
