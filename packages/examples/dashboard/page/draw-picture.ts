// Draws a picture and what was found in it. One pixel of the canvas is one of the screen, so lines and letters are sharp.
import type { FoundObject, FrameHeader } from '../src/protocol.js';
import { colourOf, darkColour } from './colours.js';
import { fitText, placeBox, placeLabels, placePicture, type Rectangle } from './label-layout.js';

/** Objects beyond these have a box and no label: nobody could read so many. */
const mostLabels = 200;

/** Pixels of CSS: on a narrower picture the letters are smaller. */
const narrow = 480;

/** @param ratio pixels of the screen for one of CSS */
export function drawPicture(
  context: CanvasRenderingContext2D,
  picture: CanvasImageSource,
  frame: FrameHeader,
  ratio: number,
): void {
  const { canvas } = context;
  const area = placePicture(frame, canvas);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, area.x, area.y, area.width, area.height);
  context.save();
  context.beginPath();
  context.rect(area.x, area.y, area.width, area.height);
  context.clip();
  // By id, so that a label keeps its place from frame to frame.
  const objects = [...frame.objects].sort((a, b) => a.id - b.id);
  const boxes = objects.map(({ box }) => placeBox(box, frame, area));
  objects.forEach(({ id }, index) => {
    const box = boxes[index];
    if (box !== undefined) drawBox(context, box, colourOf(id), ratio);
  });
  drawLabels(context, objects.slice(0, mostLabels), boxes, area, ratio);
  context.restore();
}

function drawBox(context: CanvasRenderingContext2D, box: Rectangle, colour: string, ratio: number): void {
  const line = Math.max(1, Math.round(1.5 * ratio));
  const edge = Math.max(1, Math.round(ratio));
  context.fillStyle = darkColour;
  context.globalAlpha = 0.65;
  fillFrame(context, grown(box, edge), line + 2 * edge);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  fillFrame(context, box, line);
}

/** The border of a rectangle, `line` pixels wide, inside of it. */
function fillFrame(context: CanvasRenderingContext2D, box: Rectangle, line: number): void {
  const { x, y, width, height } = box;
  const [across, down] = [Math.min(line, width), Math.min(line, height)];
  context.beginPath();
  context.rect(x, y, width, down);
  context.rect(x, y + height - down, width, down);
  context.rect(x, y + down, across, height - 2 * down);
  context.rect(x + width - across, y + down, across, height - 2 * down);
  context.fill();
}

function drawLabels(
  context: CanvasRenderingContext2D,
  objects: readonly FoundObject[],
  boxes: readonly Rectangle[],
  area: Rectangle,
  ratio: number,
): void {
  const letters = Math.round((area.width < narrow * ratio ? 10 : 11) * ratio);
  const [padding, height] = [Math.round(letters * 0.35), Math.round(letters * 1.4)];
  context.font = `600 ${letters}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  const measure = (text: string) => context.measureText(text).width;
  const texts = objects.map(({ id, name, score }) =>
    fitText(`#${id} ${name} ${score.toFixed(2)}`, area.width - 2 * padding, measure),
  );
  const sizes = texts.map((text) => ({ width: Math.ceil(measure(text)) + 2 * padding, height }));
  placeLabels(boxes.slice(0, objects.length), sizes, area).forEach((place, index) => {
    context.fillStyle = colourOf(objects[index]?.id ?? 0);
    context.fillRect(place.x, place.y, place.width, place.height);
    context.fillStyle = darkColour;
    context.fillText(texts[index] ?? '', place.x + padding, place.y + Math.round(place.height / 2) + 1);
  });
}

function grown({ x, y, width, height }: Rectangle, by: number): Rectangle {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
