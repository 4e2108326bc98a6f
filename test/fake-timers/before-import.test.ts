// Fake timers of jest that are installed before the packages are imported. A package can be imported for the first time
// once per file, so this file is about modern ones; `enabled-globally.test.ts` is about both.
import { it, jest } from '@jest/globals';

jest.useFakeTimers();

it('everything completes although nobody moves the timers', async () => {
  const native = await import('@ascend-rx/native');
  const { completesByItself, ignoresPretendedTime } = await import('./pipelines.js');
  await completesByItself(native);
  await ignoresPretendedTime(native, () => jest.advanceTimersByTime(4_000_000));
});
