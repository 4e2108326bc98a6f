import { fileURLToPath } from 'node:url';
import { presets } from './preprocess/preset.js';

// From `src` and from `dist` alike.
const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The classifier of shapes that this package brings: its preprocessing, and absolute paths of its files. */
export const shapes = {
  ...presets.shapes,
  model: here(presets.shapes.model),
  labels: here(presets.shapes.labels),
  /** A folder of pictures. `expected.json` in it has the label of each. */
  pictures: here('pictures'),
};
