/** The contrast of two colours after WCAG 2, from 1 to 21. @param colours `#rrggbb` */
export function contrast(...colours: readonly [string, string]): number {
  const [light = 0, dark = 0] = colours.map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new Error(`expected a colour as #rrggbb but received ${colour}`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((position) => {
    const part = Number.parseInt(colour.slice(position, position + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
