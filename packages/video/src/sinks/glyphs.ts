// The characters of labels: ASCII on a grid of 5 × 9, drawn for this package. A program needs no font of its system for them.

/** Columns of a character; one more is free. */
export const glyphWidth = 5;
/** Rows of a character: seven above the base line, two below. */
export const glyphHeight = 9;

/**
 * From the space on. A digit of base 32 for each row from the top: its five bits are the pixels from left to right. Rows that are missing
 * are empty.
 */
const drawn = `
  0 4444404 aaa aavavaa 4fke5u4 op248j3 cik8lid 448 2488842 8422248 04lel4 044v44 00000448 000v 00000cc 01248g
  ehjlphe 4c4444e eh1248v v2421he 26aiv22 vgu11he 68guhhe v124888 ehhehhe ehhf12c 0cc0cc 0cc0c48 248g842 00v0v 8421248 eh12404
  eh1dlle ehhvhhh uhhuhhu ehggghe sihhhis vgguggv vgguggg ehgnhhf hhhvhhh e44444e 72222ic hikokih ggggggv hrllhhh hhpljhh ehhhhhe
  uhhuggg ehhhlid uhhukih fgge11u v444444 hhhhhhe hhhhha4 hhhllla hha4ahh hhha444 v1248gv e88888e 0g8421 e22222e 4ah 0000000v
  842 00e1fhf ggmphhu 00egghe 11djhhf 00ehvge 698s888 00fhhhf1e ggmphhh 40c444e 2062222ic ggikoki c44444e 00qllhh 00mphhh 00ehhhe
  00uhhhugg 00fhhhf11 00mpggg 00ege1u 88s8896 00hhhjd 00hhha4 00hhlla 00ha4ah 00hhhhf1e 00v248v 2448442 4444444 8442448 008l2
`;

/** Of what is not drawn: a frame. */
const unknown = 'vhhhhhv';

const rows = (code: string): readonly number[] => [...code].map((digit) => Number.parseInt(digit, 32));
const glyphs = drawn.trim().split(/\s+/).map(rows);
const frame = rows(unknown);

/** The rows of a character. */
export function glyphOf(character: string): readonly number[] {
  return glyphs[(character.codePointAt(0) as number) - 32] ?? frame;
}

/** The characters of a text, letters without their accents. */
export function charactersOf(text: string): string[] {
  return [...text.normalize('NFD').replace(/\p{Mark}|\p{Control}/gu, '')];
}
