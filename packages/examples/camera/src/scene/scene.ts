// What the rendered scene shows, and when: everything follows from the time, so that who sees a frame knows what is in it.
import {
  anyColour,
  background,
  type Colour,
  contrasting,
  type Label,
  labels,
  Random,
} from '@ascend-rx/example-classify';

/** The video. Its rate is that of a usual camera. */
export const sceneFormat = { width: 480, height: 360, fps: 25 } as const;

/** Seconds for which each shape is seen. */
export const secondsPerShape = 2;

/** Seconds of the whole scene: each shape once. */
export const sceneSeconds = secondsPerShape * labels.length;

/** How far the background moves to both sides, in pixels. */
export const pan = 40;

/** One shape over its background. */
export interface Act {
  readonly label: Label;
  /** SVG of `width + 2 * pan` × `height` pixels. */
  readonly background: string;
  readonly colour: Colour;
  /** Of rings, crosses, stars and arrows: how thick they are, from 0 to 1. */
  readonly variation: number;
}

/** Where the shape is at a moment. */
export interface Pose {
  /** Centre, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Distance of the farthest point of the shape from its centre, in pixels. */
  readonly radius: number;
  /** Radians. */
  readonly angle: number;
  /** How far the background has moved, from 0 to `2 * pan` pixels. */
  readonly shift: number;
}

/** The acts in their order. */
export const acts: readonly Act[] = labels.map((label, index) => {
  const random = new Random(14, index);
  const { width, height } = sceneFormat;
  const { svg, colours } = background(random, anyColour(random), width + 2 * pan, height);
  return {
    label,
    background: `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2 * pan}" height="${height}">${svg}</svg>`,
    colour: contrasting(random, colours, 150),
    variation: random.between(0, 1),
  };
});

/** @param seconds the `pts` of a frame: of any frame that is shown, though rounding may have made it a little early */
export function actAt(seconds: number): Act {
  const index = Math.floor((seconds + 0.5 / sceneFormat.fps) / secondsPerShape);
  return acts[Math.min(Math.max(index, 0), acts.length - 1)] as Act;
}

/** @returns what the frame of this `pts` shows */
export const labelAt = (seconds: number): Label => actAt(seconds).label;

/** The shape goes to and fro, turns, and comes a little nearer and farther. It is always seen as a whole. */
export function poseAt(seconds: number): Pose {
  const { width, height } = sceneFormat;
  const swing = (period: number, phase: number) => Math.sin((2 * Math.PI * seconds) / period + phase);
  const radius = height * (0.37 + 0.04 * swing(3.1, 1));
  return {
    x: width / 2 + (width / 2 - radius - 4) * swing(4.3, 0),
    y: height / 2 + (height / 2 - radius - 4) * swing(2.9, 2),
    radius,
    angle: 0.6 * seconds + 0.4 * swing(5, 0),
    shift: pan * (1 + swing(7, 0)),
  };
}
