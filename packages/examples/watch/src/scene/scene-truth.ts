import type { ShapeName } from './scene.js';
import { countingLine, shapesFrames, shapesScene } from './shapes-scene.js';
import { truthAt } from './truth.js';

/** What is to be seen in scene/shapes.mp4: scene/shapes.json has it. */
export interface SceneTruth {
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly fps: number;
  /** By id. */
  readonly shapes: readonly ShapeName[];
  /** A vertical line, in pixels. */
  readonly line: number;
  /** When the centre of a shape is on the other side of the line for the first time. */
  readonly crossings: readonly {
    readonly id: number;
    readonly frame: number;
    readonly direction: 'left' | 'right';
  }[];
  /** For each frame a row for each shape: id, left, top, right, bottom, visible share. See `Seen` in truth.ts. */
  readonly frames: readonly (readonly SceneRow[])[];
}

export type SceneRow = readonly [
  id: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  visible: number,
];

/** Pixels have one digit behind the point, shares two. */
export function sceneTruth(): SceneTruth {
  const scene = shapesScene();
  const { width, height, fps } = scene.format;
  const round = (value: number, digits: number) => Math.round(value * digits) / digits;
  const frames = Array.from({ length: shapesFrames }, (_, frame) =>
    truthAt(scene, frame / fps).map(
      ({ id, box: [x1, y1, x2, y2], visible }): SceneRow => [
        id,
        round(x1, 10),
        round(y1, 10),
        round(x2, 10),
        round(y2, 10),
        round(visible, 100),
      ],
    ),
  );
  const isRight = new Map<number, boolean>();
  const crossings = frames.flatMap((rows, frame) =>
    rows.flatMap(([id, left, , right]) => {
      const was = isRight.get(id);
      const is = (left + right) / 2 > countingLine;
      isRight.set(id, is);
      if (was === undefined || was === is) return [];
      return [{ id, frame, direction: is ? ('right' as const) : ('left' as const) }];
    }),
  );
  return {
    width,
    height,
    fps,
    shapes: scene.shapes.map(({ name }) => name),
    line: countingLine,
    crossings,
    frames,
  };
}
