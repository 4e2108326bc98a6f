import { fileURLToPath } from 'node:url';

// From `src` and from `dist` alike.
const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The detector that this example brings, in a folder as Ultralytics lays it out. */
export const detectorFolder = here('model');

/** The rendered scene: 10 s of moving shapes, 1280×720, 25 frames per second. */
export const sceneVideo = here('scene/shapes.mp4');
