// What a scene is made of. Everything in it follows from the time, so that who sees a frame knows what is in it.
import type { Colour, Label } from '@ascend-rx/example-classify';

/** What the detector knows, in the order of its scores: some of what the classifier of the example classify knows. */
export const shapeNames = [
  'circle',
  'heart',
  'square',
  'star',
  'triangle',
] as const satisfies readonly Label[];

export type ShapeName = (typeof shapeNames)[number];

/** A movement along one axis. */
export interface Path {
  /** Pixels at the time 0. */
  readonly start: number;
  /** Pixels per second. */
  readonly velocity: number;
  /** Where the movement turns round, in pixels. Default: nowhere. */
  readonly turns?: readonly [low: number, high: number];
  /** A swing besides: pixels, times per second, radians at the time 0. */
  readonly swing?: readonly [amplitude: number, frequency: number, phase: number];
}

/** A shape that moves. Of two shapes that overlap, the later one of the scene is in front. */
export interface MovingShape {
  /** Its position in the scene, from 0. */
  readonly id: number;
  readonly name: ShapeName;
  /** Of stars: how thick they are, from 0 to 1. */
  readonly variation: number;
  readonly x: Path;
  readonly y: Path;
  /** Distance of the farthest point from the centre: pixels, and the share of them by which it comes and goes. */
  readonly radius: number;
  readonly breath: number;
  /** Radians at the time 0, and per second. */
  readonly angle: number;
  readonly spin: number;
  /** Length along its two axes, as shares of the radius. */
  readonly stretch: readonly [number, number];
  /** From one side to the other. */
  readonly colours: readonly [Colour, Colour];
  /** A line along the outline, inside of it; its width is a share of the radius. */
  readonly edge?: { readonly colour: Colour; readonly width: number };
  /** Where its shadow falls: shares of the radius, and how dark it is from 0 to 1. */
  readonly shadow?: { readonly x: number; readonly y: number; readonly opacity: number };
}

/** A straight bar in front of all shapes, from one side of the picture to another. */
export interface Bar {
  /** Direction across it, in radians. */
  readonly angle: number;
  /** Where its middle is in that direction, in pixels. */
  readonly offset: Path;
  /** Half of its width, in pixels. */
  readonly half: number;
  readonly colour: Colour;
}

/** What is behind the shapes: a picture that is larger than the frames and moves behind them. */
export interface Backdrop {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue. */
  readonly pixels: Uint8Array;
  /** The corner of the frame in it, in whole pixels. */
  readonly left: Path;
  readonly top: Path;
}

export interface SceneFormat {
  /** Pixels; even. */
  readonly width: number;
  readonly height: number;
  /** Pictures per second. */
  readonly fps: number;
}

export interface Scene {
  readonly format: SceneFormat;
  readonly backdrop: Backdrop;
  readonly shapes: readonly MovingShape[];
  readonly bars: readonly Bar[];
  /** Seconds for which a picture is exposed; the time of the picture is in the middle. */
  readonly exposure: number;
  /** How much brightness changes: a share, times per second, radians at the time 0. */
  readonly flicker: readonly [amount: number, frequency: number, phase: number];
  /** Standard deviation of the sensor's noise, in steps of 255. */
  readonly noise: number;
  /** Of the noise. */
  readonly seed: number;
}
