// What is handed to the addon when.
import { describe, expect, it } from '@jest/globals';
import { blockWord, launchWord, type NativeSession } from '../../lib/addon.js';
import { Calls } from '../../lib/calls.js';

const slots = 64;

/** Calls over an addon that writes down what it is told. */
function setUp() {
  const words = Calls.memory(slots);
  const told: unknown[] = [];
  const native = {
    performCalls: (length: number) => told.push(Array.from(words.subarray(0, length))),
    execute: (...call: unknown[]) => told.push(['execute', ...call]),
    synchronize: (group: number, count: number) =>
      told.push(['synchronize', group, Array.from(words.subarray(0, count))]),
  };
  return { calls: new Calls(native as unknown as NativeSession, words), told };
}

const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const microtasks = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Calls', () => {
  it('should give an idle device what it has at once, and the rest with the callback', () => {
    const { calls, told } = setUp();
    for (const slot of [0, 1, 2]) calls.executeInbox(slot);
    expect(told).toEqual([[0]]);
    calls.launchCallback(7, [0, 1, 2], true);
    expect(told).toEqual([[0], [1, 2, launchWord + blockWord + 3, 7, 0, 1, 2]]);
  });

  it('should hand over when the go is over, without a callback, too', async () => {
    const { calls, told } = setUp();
    for (const slot of [0, 1, 2]) calls.executeInbox(slot);
    await microtasks();
    expect(told).toEqual([[0], [1, 2]]);
    await microtasks();
    expect(told).toHaveLength(2);
  });

  it('should hand over what is enough for a device', () => {
    const { calls, told } = setUp();
    for (const slot of many(0, 33)) calls.executeInbox(slot);
    expect(told).toEqual([[0], many(1, 16), many(17, 16)]);
  });

  it('should hand over before its memory is full, which groups without executions could be', () => {
    const { calls, told } = setUp();
    for (const slot of many(0, 17)) calls.executeInbox(slot);
    told.length = 0;
    calls.hold();
    const groups = many(0, 500);
    for (const group of groups) calls.launchCallback(group, [], true);
    // In the last place, where a slot still fits.
    calls.executeInbox(63);
    calls.go();
    expect(told.length).toBeGreaterThan(1);
    expect(told.flat()).toEqual([...groups.flatMap((group) => [launchWord + blockWord, group]), 63]);
  });

  it('should let callbacks wait while the device has much to do', async () => {
    const { calls, told } = setUp();
    for (const slot of many(0, 17)) calls.executeInbox(slot);
    told.length = 0;
    calls.executeInbox(17);
    calls.launchCallback(0, many(0, 18), false);
    calls.executeInbox(18);
    calls.launchCallback(1, [18], true);
    expect(told).toEqual([]);
    await microtasks();
    expect(told).toEqual([[17, launchWord + 18, 0, ...many(0, 18), 18, launchWord + blockWord + 1, 1, 18]]);
  });

  it('should hand over at the end of a go that somebody else ends', async () => {
    const { calls, told } = setUp();
    for (const slot of many(0, 17)) calls.executeInbox(slot);
    await microtasks();
    told.length = 0;
    calls.hold();
    calls.reported(1);
    calls.executeInbox(0);
    calls.launchCallback(0, [0], true);
    await microtasks();
    expect(told).toEqual([]);
    calls.go();
    expect(told).toEqual([[0, launchWord + blockWord + 1, 0, 0]]);
  });

  it('should keep the order of what is handed over in other ways', () => {
    const { calls, told } = setUp();
    const view = new Uint8Array(8);
    calls.executeInbox(0);
    calls.executeInbox(1);
    calls.execute(2, view, undefined, undefined);
    calls.executeInbox(3);
    calls.synchronize(9, [0, 1, 2, 3]);
    expect(told).toEqual([
      [0],
      [1],
      ['execute', 2, view, undefined, undefined],
      [3],
      ['synchronize', 9, [0, 1, 2, 3]],
    ]);
  });

  it('should take a device for idle again when all has been reported, or lost', () => {
    const { calls, told } = setUp();
    calls.executeInbox(0);
    calls.reported(1);
    calls.executeInbox(1);
    expect(told).toEqual([[0], [1]]);
    calls.executeInbox(2);
    calls.forget();
    calls.executeInbox(3);
    expect(told).toEqual([[0], [1], [3]]);
  });

  it('should have room for every slot in a group while others wait', () => {
    const { calls, told } = setUp();
    for (const slot of many(0, slots - 1)) calls.executeInbox(slot);
    calls.hold();
    for (const slot of many(0, slots - 1)) calls.launchCallback(slot, [slot], true);
    calls.executeInbox(slots - 1);
    calls.launchCallback(slots - 1, [slots - 1], true);
    calls.go();
    expect(told.flat().filter((word) => word === launchWord + blockWord + 1)).toHaveLength(slots);
  });
});
