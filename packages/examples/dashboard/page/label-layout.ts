// Where labels are drawn. All lengths are in pixels of the canvas.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

/** A bar of so few pixels would look like a fault. */
const narrowBar = 2;

/** The largest place for a picture in the middle of a canvas, in whole pixels. */
export function placePicture(picture: Size, canvas: Size): Rectangle {
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
  const fit = (length: number, most: number) =>
    most - length * scale <= narrowBar ? most : Math.max(1, Math.round(length * scale));
  const width = fit(picture.width, canvas.width);
  const height = fit(picture.height, canvas.height);
  return {
    x: Math.floor((canvas.width - width) / 2),
    y: Math.floor((canvas.height - height) / 2),
    width,
    height,
  };
}

/** A box of the frame on the canvas, in whole pixels; what lies outside of the picture is cut off. */
export function placeBox(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  frame: Size,
  picture: Rectangle,
): Rectangle {
  const across = (x: number) =>
    Math.round(picture.x + (clamp(x, 0, frame.width) * picture.width) / frame.width);
  const down = (y: number) =>
    Math.round(picture.y + (clamp(y, 0, frame.height) * picture.height) / frame.height);
  const [left, top] = [across(Math.min(x1, x2)), down(Math.min(y1, y2))];
  return { x: left, y: top, width: across(Math.max(x1, x2)) - left, height: down(Math.max(y1, y2)) - top };
}

/**
 * A place for each label: above its box, else below it, else inside of it, the first that covers no earlier label; if each covers one, where it
 * covers least. A label is never outside of `area`; one that is wider than `area` gets its width.
 *
 * @param labels in the order of `boxes`
 */
export function placeLabels(
  boxes: readonly Rectangle[],
  labels: readonly Size[],
  area: Rectangle,
): Rectangle[] {
  const placed: Rectangle[] = [];
  boxes.forEach((box, index) => {
    const label = labels[index];
    if (label === undefined) return;
    let best: Rectangle | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const place of places(box, label, area)) {
      const covered = placed.reduce((sum, other) => sum + overlap(place, other), 0);
      if (covered < least) [best, least] = [place, covered];
      if (covered === 0) break;
    }
    if (best !== undefined) placed.push(best);
  });
  return placed;
}

/** `text`, or as much of its beginning as fits, with an ellipsis; '' if not even that fits. */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const letters = [...text];
  let [fits, tooMany] = [-1, letters.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (measure(`${letters.slice(0, middle).join('')}…`) <= width) fits = middle;
    else tooMany = middle;
  }
  return fits < 0 ? '' : `${letters.slice(0, fits).join('')}…`;
}

function* places(box: Rectangle, label: Size, area: Rectangle): Generator<Rectangle> {
  const width = Math.min(label.width, area.width);
  const height = Math.min(label.height, area.height);
  const at = (x: number, y: number): Rectangle => ({
    x: clamp(x, area.x, area.x + area.width - width),
    y: clamp(y, area.y, area.y + area.height - height),
    width,
    height,
  });
  const [left, right] = [box.x, box.x + box.width - width];
  const [above, below] = [box.y - height, box.y + box.height];
  if (above >= area.y) yield* [at(left, above), at(right, above)];
  if (below + height <= area.y + area.height) yield* [at(left, below), at(right, below)];
  yield* [at(left, box.y), at(right, box.y), at(left, below - height)];
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
