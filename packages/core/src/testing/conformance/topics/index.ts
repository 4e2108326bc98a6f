// The port's contract, by topic.
import type { Case } from '../case.js';
import { backPressure } from './back-pressure.js';
import { closing } from './closing.js';
import { endings } from './endings.js';
import { failures } from './failures.js';
import { instances } from './instances.js';
import { ordering } from './ordering.js';

/** For every model. */
export const topics: Readonly<Record<string, readonly Case[]>> = {
  ordering,
  'back-pressure': backPressure,
  endings,
  failures,
  instances,
  'close of': closing,
};
