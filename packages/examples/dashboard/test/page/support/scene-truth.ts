// What is to be seen in the scene of the example watch: its scene/shapes.json.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sceneVideo } from '@ascend-rx/example-watch';
import type { FrameHeader } from '../../../src/protocol.js';

interface Truth {
  readonly fps: number;
  readonly shapes: readonly string[];
  readonly frames: readonly (readonly (readonly [number, number, number, number, number, number])[])[];
}

type Box = FrameHeader['objects'][number]['box'];

const truth = JSON.parse(readFileSync(join(dirname(sceneVideo), 'shapes.json'), 'utf8')) as Truth;

/** How many of the found objects lie where a shape is, with its name; with another name; where no shape is. */
export function judge(headers: readonly FrameHeader[]) {
  const counts = { right: 0, misnamed: 0, nowhere: 0 };
  for (const { pts, objects } of headers) {
    const rows = truth.frames[Math.round(pts * truth.fps)];
    if (rows === undefined) throw new Error(`the scene has no frame at ${pts} s`);
    for (const { name, box } of objects) {
      const near = rows
        .map(([id, ...rest]) => ({
          name: truth.shapes[id],
          share: sharedPart(box, [rest[0], rest[1], rest[2], rest[3]]),
        }))
        .filter(({ share }) => share > 0.5);
      if (near.length === 0) counts.nowhere += 1;
      else if (near.some((shape) => shape.name === name)) counts.right += 1;
      else counts.misnamed += 1;
    }
  }
  return counts;
}

/** Intersection over union. */
function sharedPart(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Box) => (box[2] - box[0]) * (box[3] - box[1]);
  return (width * height) / (area(a) + area(b) - width * height);
}
