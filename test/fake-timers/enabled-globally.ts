// Run by `enabled-globally.test.ts`, by a jest whose configuration enables fake timers.
import * as native from '@ascend-rx/native';
import { it, jest } from '@jest/globals';
import { completesByItself, ignoresPretendedTime } from './pipelines.js';

it('everything completes although nobody moves the timers', () => completesByItself(native));

it('time that is pretended is not the device’s', () =>
  ignoresPretendedTime(native, () => jest.advanceTimersByTime(4_000_000)));
