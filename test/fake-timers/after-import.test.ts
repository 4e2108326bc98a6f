// Fake timers of jest that are installed when the packages have been imported.
import * as native from '@ascend-rx/native';
import { afterEach, describe, it, jest } from '@jest/globals';
import { completesByItself, ignoresPretendedTime, obeysWithAsyncScheduler } from './pipelines.js';

afterEach(() => {
  jest.useRealTimers();
});

describe('with modern fake timers', () => {
  it('everything completes although nobody moves them', () => {
    jest.useFakeTimers();
    return completesByItself(native);
  });

  it('time that is pretended, on timers and on Date, is not the device’s', () => {
    jest.useFakeTimers();
    return ignoresPretendedTime(native, () => {
      jest.advanceTimersByTime(4_000_000);
      jest.setSystemTime(0);
    });
  });

  it('Date alone may be set back, and forward, at any time', () => {
    jest.useFakeTimers({
      doNotFake: [
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'setImmediate',
        'nextTick',
        'performance',
      ],
    });
    const dates = [0, 8.64e15];
    return ignoresPretendedTime(native, () => jest.setSystemTime(dates.shift() ?? 0));
  });

  it('asyncScheduler as the device’s scheduler lets a test move timeouts', () => {
    jest.useFakeTimers();
    return obeysWithAsyncScheduler(native);
  });
});

describe('with legacy fake timers', () => {
  it('everything completes although nobody moves them', () => {
    jest.useFakeTimers({ legacyFakeTimers: true });
    return completesByItself(native);
  });

  it('time that is pretended is not the device’s', () => {
    jest.useFakeTimers({ legacyFakeTimers: true });
    return ignoresPretendedTime(native, () => jest.advanceTimersByTime(4_000_000));
  });

  it('asyncScheduler as the device’s scheduler lets a test move timeouts, although Date stands still', () => {
    jest.useFakeTimers({ legacyFakeTimers: true });
    return obeysWithAsyncScheduler(native);
  });
});
