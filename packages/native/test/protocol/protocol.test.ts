// The numbers that TypeScript reads from the addon: declared in lib/addon.ts, defined in src/addon/protocol.h.
import { describe, expect, it } from '@jest/globals';
import { addon, type Protocol } from '../../lib/addon.js';

// The compiler checks that these are the declared names.
const declared: Record<keyof Protocol, true> = {
  copiedBytes: true,
  launchFlag: true,
  blockFlag: true,
  launchHeaderWords: true,
  reportGroup: true,
  reportOffset: true,
  reportSlotCount: true,
  reportHeaderWords: true,
  reportWordsPerSlot: true,
  timestampsPerExecution: true,
  embeddedQueueDepth: true,
};

describe('protocol', () => {
  const { protocol } = addon();

  it('should have the declared numbers and no others', () => {
    expect(Object.keys(protocol).sort()).toEqual(Object.keys(declared).sort());
    for (const value of Object.values(protocol)) expect(Number.isInteger(value)).toBe(true);
  });

  it('should be frozen', () => {
    expect(Object.isFrozen(protocol)).toBe(true);
  });
});
