// Which commands are passed on to the addon, and when.
import { describe, expect, it } from '@jest/globals';
import { type AddonSession, addon } from '../../lib/addon.js';
import { CommandBuffer } from '../../lib/command-buffer.js';

const slots = 64;
const { protocol } = addon();
const { launchFlag, blockFlag } = protocol;

/** Commands to an addon that records them. */
function setUp() {
  const words = CommandBuffer.memory(slots, protocol);
  const recorded: unknown[] = [];
  const native = {
    runCommands: (length: number) => recorded.push(Array.from(words.subarray(0, length))),
    execute: (...call: unknown[]) => recorded.push(['execute', ...call]),
    synchronize: (group: number, count: number) =>
      recorded.push(['synchronize', group, Array.from(words.subarray(0, count))]),
  };
  return { commands: new CommandBuffer(native as unknown as AddonSession, words, protocol), recorded };
}

const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const microtasks = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('CommandBuffer', () => {
  it('should pass the first execution on to an idle device at once, and the others with the callback', () => {
    const { commands, recorded } = setUp();
    for (const slot of [0, 1, 2]) commands.executeStaged(slot);
    expect(recorded).toEqual([[0]]);
    commands.launchCallback(7, [0, 1, 2], true);
    expect(recorded).toEqual([[0], [1, 2, launchFlag + blockFlag + 3, 7, 0, 1, 2]]);
  });

  it('should pass on what it has in a microtask, also without a callback', async () => {
    const { commands, recorded } = setUp();
    for (const slot of [0, 1, 2]) commands.executeStaged(slot);
    await microtasks();
    expect(recorded).toEqual([[0], [1, 2]]);
    await microtasks();
    expect(recorded).toHaveLength(2);
  });

  it('should pass on 16 executions at once', () => {
    const { commands, recorded } = setUp();
    for (const slot of many(0, 33)) commands.executeStaged(slot);
    expect(recorded).toEqual([[0], many(1, 16), many(17, 16)]);
  });

  it('should pass on before its memory is full, also with groups without executions', () => {
    const { commands, recorded } = setUp();
    for (const slot of many(0, 17)) commands.executeStaged(slot);
    recorded.length = 0;
    commands.hold();
    const groups = many(0, 500);
    for (const group of groups) commands.launchCallback(group, [], true);
    // In the last word, where a slot still fits.
    commands.executeStaged(63);
    commands.flush();
    expect(recorded.length).toBeGreaterThan(1);
    expect(recorded.flat()).toEqual([...groups.flatMap((group) => [launchFlag + blockFlag, group]), 63]);
  });

  it('should collect callbacks while the device is busy', async () => {
    const { commands, recorded } = setUp();
    for (const slot of many(0, 17)) commands.executeStaged(slot);
    recorded.length = 0;
    commands.executeStaged(17);
    commands.launchCallback(0, many(0, 18), false);
    commands.executeStaged(18);
    commands.launchCallback(1, [18], true);
    expect(recorded).toEqual([]);
    await microtasks();
    expect(recorded).toEqual([
      [17, launchFlag + 18, 0, ...many(0, 18), 18, launchFlag + blockFlag + 1, 1, 18],
    ]);
  });

  it('should pass on at flush, and not in a microtask, after hold', async () => {
    const { commands, recorded } = setUp();
    for (const slot of many(0, 17)) commands.executeStaged(slot);
    await microtasks();
    recorded.length = 0;
    commands.hold();
    commands.reported(1);
    commands.executeStaged(0);
    commands.launchCallback(0, [0], true);
    await microtasks();
    expect(recorded).toEqual([]);
    commands.flush();
    expect(recorded).toEqual([[0, launchFlag + blockFlag + 1, 0, 0]]);
  });

  it('should keep the order with commands that are not collected', () => {
    const { commands, recorded } = setUp();
    const view = new Uint8Array(8);
    commands.executeStaged(0);
    commands.executeStaged(1);
    commands.execute(2, view, undefined, undefined);
    commands.executeStaged(3);
    commands.synchronize(9, [0, 1, 2, 3]);
    expect(recorded).toEqual([
      [0],
      [1],
      ['execute', 2, view, undefined, undefined],
      [3],
      ['synchronize', 9, [0, 1, 2, 3]],
    ]);
  });

  it('should take a device for idle again when all executions have been reported, or dropped', () => {
    const { commands, recorded } = setUp();
    commands.executeStaged(0);
    commands.reported(1);
    commands.executeStaged(1);
    expect(recorded).toEqual([[0], [1]]);
    commands.executeStaged(2);
    commands.clear();
    commands.executeStaged(3);
    expect(recorded).toEqual([[0], [1], [3]]);
  });

  it('should have room for a group of each slot', () => {
    const { commands, recorded } = setUp();
    for (const slot of many(0, slots - 1)) commands.executeStaged(slot);
    commands.hold();
    for (const slot of many(0, slots - 1)) commands.launchCallback(slot, [slot], true);
    commands.executeStaged(slots - 1);
    commands.launchCallback(slots - 1, [slots - 1], true);
    commands.flush();
    expect(recorded.flat().filter((word) => word === launchFlag + blockFlag + 1)).toHaveLength(slots);
  });
});
