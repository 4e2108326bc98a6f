import { mentions } from './mentions.js';

const rxjsTypes = ['Observable', 'ObservableNotification'];
const rxjsNames = [
  'asyncScheduler',
  'catchError',
  'concatAll',
  'concatMap',
  'concatWith',
  'delayWhen',
  'dematerialize',
  'first',
  'from',
  'groupBy',
  'map',
  'mergeMap',
  'NEVER',
  'of',
  'range',
  'repeat',
  'Subject',
  'switchMap',
  'take',
  'takeUntil',
  'throwError',
  'timer',
  'toArray',
];

/** The import lines of a printed test. */
export function importsFor(text: string): string {
  const used = (names: readonly string[]) => names.filter((name) => mentions(text, name));
  const types = (names: readonly string[]) => used(names).map((name) => `type ${name}`);
  const core = ['infer', ...types(['Model', 'FailureAction', 'RawTensor', 'TensorType'])];
  const testing = ['assertBalanced', 'createVirtualDevice', ...used(['withFaults'])];
  const rxjs = [...used(rxjsNames), ...types(rxjsTypes)];
  return `import { ${core.join(', ')} } from '@ascend-rx/core';
import { ${testing.join(', ')} } from '@ascend-rx/core/testing';
import { expect, it } from '@jest/globals';
import { ${rxjs.join(', ')} } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
`;
}
