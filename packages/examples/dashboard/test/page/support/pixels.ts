import type { OpenPage } from './open-page.js';

/** Red, green, blue: 0 to 255. */
export type Colour = readonly [number, number, number];

export const parseColour = (text: string): Colour => [
  Number.parseInt(text.slice(1, 3), 16),
  Number.parseInt(text.slice(3, 5), 16),
  Number.parseInt(text.slice(5, 7), 16),
];

/** The size of a camera's canvas in pixels, and those of the screen for one of CSS. */
export function canvasOf({ page }: OpenPage, camera: number) {
  return page.$$eval(
    '.tile canvas',
    (canvases, index) => {
      const canvas = canvases[index] as HTMLCanvasElement;
      const { width, height } = canvas.getBoundingClientRect();
      return {
        width: canvas.width,
        height: canvas.height,
        shownWidth: width,
        shownHeight: height,
        ratio: devicePixelRatio,
      };
    },
    camera,
  );
}

/** The colours of pixels of a camera's canvas. */
export function pixels(
  { page }: OpenPage,
  camera: number,
  places: readonly (readonly [x: number, y: number])[],
): Promise<Colour[]> {
  return page.$$eval(
    '.tile canvas',
    (canvases, index, wanted) => {
      const context = (canvases[index as number] as HTMLCanvasElement).getContext('2d');
      return (wanted as [number, number][]).map(([x, y]) => {
        const [red = 0, green = 0, blue = 0] = context?.getImageData(x, y, 1, 1).data ?? [];
        return [red, green, blue] as const;
      });
    },
    camera,
    places,
  );
}

/** Until a camera's canvas has about this colour, at a place given in parts of its width and height. JPEG changes colours a little. */
export function untilColour(
  opened: OpenPage,
  camera: number,
  colour: Colour,
  across = 0.9,
  down = 0.9,
): Promise<void> {
  return opened.until(
    (index, wanted, x, y) => {
      const canvas = document.querySelectorAll<HTMLCanvasElement>('.tile canvas')[index];
      if (canvas === undefined) return false;
      const place = [Math.floor(canvas.width * x), Math.floor(canvas.height * y)] as const;
      const data = canvas.getContext('2d')?.getImageData(...place, 1, 1).data;
      return data !== undefined && wanted.every((value, part) => Math.abs(value - (data[part] ?? 0)) <= 6);
    },
    camera,
    colour,
    across,
    down,
  );
}

/** Whether two colours differ by no more than JPEG may change them. */
export function alike(a: Colour | undefined, b: Colour): boolean {
  return a?.every((value, part) => Math.abs(value - (b[part] ?? 0)) <= 6) ?? false;
}
