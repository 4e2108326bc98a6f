import type { ConformanceCase } from './harness/conformance-case.js';
import { backPressure } from './topics/back-pressure.js';
import { closing } from './topics/closing.js';
import { endings } from './topics/endings.js';
import { failures } from './topics/failures.js';
import { instances } from './topics/instances.js';
import { ordering } from './topics/ordering.js';
import { preparing } from './topics/preparing.js';

/** The cases that need only `loadModel` of the setup, by topic. */
export const topics: Readonly<Record<string, readonly ConformanceCase[]>> = {
  ordering,
  'back-pressure': backPressure,
  preparing,
  endings,
  failures,
  instances,
  close: closing,
};
