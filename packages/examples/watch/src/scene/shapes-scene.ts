// The scene of scene/shapes.mp4: shapes that pass a line in the middle, and some that stay on their side of it.
import { anyColour, contrasting, near, Random } from '@ascend-rx/example-classify';
import { paintBackground, unseen } from './backdrop.js';
import { type Bar, type MovingShape, type Path, type Scene, shapeNames } from './scene.js';

/** Frames of the video. */
export const shapesFrames = 250;

/** Where shapes are counted: a vertical line, in pixels. */
export const countingLine = 640;

const format = { width: 1280, height: 720, fps: 25 } as const;
const passing = 15;
const staying = 3;

/** The scene: the same each time. */
export function shapesScene(): Scene {
  // Of the first numbers, the one with a dark background.
  const random = new Random(15, 181);
  const room = 60;
  const [width, height] = [format.width + 2 * room, format.height + 2 * room];
  const { pixels, colours } = paintBackground(random, { marble: unseen.marble }, width, height, 2);
  const shapes = Array.from({ length: passing + staying }, (_, id): MovingShape => {
    const colour = contrasting(random, colours, 150);
    const radius = 24 * 3.6 ** random.between(0, 1);
    const [x, y] = id < passing ? passes(random, id, radius) : stays(random, id, radius);
    return {
      id,
      name: shapeNames[id % shapeNames.length] as MovingShape['name'],
      variation: random.between(0, 1),
      x,
      y,
      radius,
      breath: 0.08,
      angle: random.between(0, 2 * Math.PI),
      spin: random.between(-1.5, 1.5),
      stretch: [random.between(0.94, 1), random.between(0.94, 1)],
      colours: [colour, near(random, colour, 40)],
      ...(id % 3 === 0 && { edge: { colour: anyColour(random), width: 0.07 } }),
      ...(id % 4 === 1 && { shadow: { x: 0.08, y: 0.12, opacity: 0.3 } }),
    };
  });
  const post: Bar = { angle: 0, offset: { start: 960, velocity: 0 }, half: 16, colour: [52, 56, 64] };
  const still: Path = { start: room, velocity: 0 };
  return {
    format,
    backdrop: { width, height, pixels, left: { start: 10, velocity: 8 }, top: still },
    shapes,
    bars: [post],
    exposure: 0.5 / format.fps,
    flicker: [0.04, 0.3, 0],
    noise: 1.5,
    seed: random.bits(),
  };
}

/** From one side to the other in four seconds and more. */
function passes(random: Random, id: number, radius: number): [Path, Path] {
  const far = 1.3 * radius;
  const velocity = (format.width + 2 * far) / random.between(4, 6.5);
  const entersAt = -1.2 + 0.45 * id;
  const isRightward = id % 2 === 0;
  const start = isRightward ? -far - velocity * entersAt : format.width + far + velocity * entersAt;
  const x = { start, velocity: isRightward ? velocity : -velocity };
  const lane = 110 + ((id * 2) % 5) * 125;
  const swing = [random.between(5, 35), random.between(0.2, 0.5), random.between(0, 6)] as const;
  return [x, { start: lane, velocity: 0, swing }];
}

/** To and fro, at the left or the right of the line. */
function stays(random: Random, id: number, radius: number): [Path, Path] {
  const far = 1.2 * radius;
  const isLeft = id % 2 === 0;
  const turns = isLeft
    ? ([far, countingLine - 40 - far] as const)
    : ([countingLine + 40 + far, 1280 - far] as const);
  return [
    { start: random.between(...turns), velocity: random.between(60, 110), turns },
    { start: random.between(150, 570), velocity: random.between(40, 90), turns: [far, 720 - far] },
  ];
}
