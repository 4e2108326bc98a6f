import { readFileSync } from 'node:fs';
import type { SceneTruth } from './scene-truth.js';

/** What is to be seen in scene/shapes.mp4. */
export function readSceneTruth(): SceneTruth {
  // From `src` and from `dist` alike.
  return JSON.parse(readFileSync(new URL('../../scene/shapes.json', import.meta.url), 'utf8'));
}
