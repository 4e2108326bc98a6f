import { anyColour, type Colour, contrasting, near, Random } from '@ascend-rx/example-classify';
import { learned, paintBackground, unseen } from './backdrop.js';
import { type Bar, type MovingShape, type Path, type Scene, type SceneFormat, shapeNames } from './scene.js';

/**
 * Seeds of the sets of scenes. No two sets have a scene in common. `unseen` and `test` (what `npm test` measures) have other kinds of
 * backgrounds than `train` and `validation`.
 */
export const sceneSets = { train: 1, validation: 2, unseen: 3, test: 4 } as const;

export type SceneSet = keyof typeof sceneSets;

/** Of all sets, so that no random numbers are those of other examples. */
const seed = 15;

/** Makes scene `index` of a set: it follows from the arguments and nothing else. */
export function makeScene(set: SceneSet, index: number, format: SceneFormat): Scene {
  const random = new Random(seed, sceneSets[set], index);
  const isUnseen = set === 'unseen' || set === 'test';
  const { width, height } = format;
  // Pixels of a picture that is 640 wide: what the detector sees.
  const size = width / 640;
  const room = Math.round(40 * size);
  const [wide, high] = [width + 2 * room, height + 2 * room];
  const background = paintBackground(random, isUnseen ? unseen : learned, wide, high, size);
  const pan = (): Path => ({
    start: random.between(0, 2 * room),
    velocity: random.chance(0.5) ? 0 : size * random.between(-40, 40),
    turns: [0, 2 * room],
  });
  const count = 3 + random.below(8);
  const shapes = Array.from({ length: count }, (_, id) => makeShape(random, id, background.colours, format));
  const bars = Array.from({ length: random.pick([0, 0, 1, 2]) }, () => makeBar(random, format));
  return {
    format,
    backdrop: { width: wide, height: high, pixels: background.pixels, left: pan(), top: pan() },
    shapes,
    bars,
    exposure: random.chance(0.3) ? 0 : random.between(0.1, 0.7) / Math.max(format.fps, 20),
    flicker: [random.chance(0.5) ? 0 : random.between(0, 0.25), random.between(0.2, 2), random.between(0, 6)],
    noise: random.chance(0.4) ? 0 : random.between(1, 9),
    seed: random.bits(),
  };
}

function makeShape(
  random: Random,
  id: number,
  behind: readonly Colour[],
  { width, height }: SceneFormat,
): MovingShape {
  const size = width / 640;
  const radius = size * 6.5 * (100 / 6.5) ** random.between(0, 1);
  const isPassing = random.chance(0.35);
  const path = (length: number): Path => {
    const margin = isPassing ? -1.2 * radius : radius;
    const turns = [margin, length - margin] as const;
    return {
      start: random.between(...turns),
      velocity: size * random.between(-1, 1) * random.pick([30, 120, 300]),
      turns,
      swing: [size * random.between(0, 25), random.between(0.2, 1), random.between(0, 6)],
    };
  };
  const colour = contrasting(random, behind, 120);
  const hasEdge = random.chance(0.3);
  const hasShadow = random.chance(0.2);
  return {
    id,
    name: random.pick(shapeNames),
    variation: random.between(0, 1),
    x: path(width),
    y: path(height),
    radius,
    breath: random.between(0, 0.2),
    angle: random.between(0, 2 * Math.PI),
    spin: random.chance(0.3) ? 0 : random.between(-3, 3),
    stretch: [random.between(0.92, 1), random.between(0.92, 1)],
    colours: [colour, random.chance(0.5) ? colour : near(random, colour, 40)],
    ...(hasEdge && { edge: { colour: anyColour(random), width: random.between(0.05, 0.1) } }),
    ...(hasShadow && {
      shadow: {
        x: random.between(-0.1, 0.1),
        y: random.between(0, 0.15),
        opacity: random.between(0.15, 0.4),
      },
    }),
  };
}

function makeBar(random: Random, { width, height }: SceneFormat): Bar {
  const size = width / 640;
  const angle = random.pick([0, Math.PI / 2, random.between(0, Math.PI)]);
  const middle = (Math.cos(angle) * width + Math.sin(angle) * height) / 2;
  return {
    angle,
    offset: {
      start: middle + random.between(-0.4, 0.4) * height,
      velocity: random.chance(0.6) ? 0 : size * random.between(-60, 60),
    },
    half: size * random.between(4, 20),
    colour: anyColour(random),
  };
}
