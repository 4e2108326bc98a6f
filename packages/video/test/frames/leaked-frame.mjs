// A program that forgets a frame but not its planes, as a native thread would.
import { sharedKib } from '../../dist/frames/frame-memory.js';
import { FramePool } from '../../dist/frames/frame-pool.js';
import { FrameWriter } from '../../dist/frames/frame-writer.js';
import { videoUsage } from '../../dist/index.js';

const pool = new FramePool('test', 1);
/** @type {import('../../dist/frames/frame-pool.js').Announcement[]} */
const announced = [];
const writer = new FrameWriter({
  ...{ control: pool.control, sharedKib, buffers: pool.buffers, newestOnly: false, maxFrameBytes: 1024 },
  announce: (announcement) => announced.push(announcement),
});

/** @param {number} value */
function takenPlane(value) {
  const slot = writer.open(32);
  if (slot === undefined) throw new Error('no slot is free');
  slot.bytes.fill(value);
  writer.publish(slot.slot, {
    ...{ strides: [8], offsets: [0], width: 8, height: 4, pixelFormat: 'gray', colorSpace: 'bt601' },
    ...{ range: 'full', pts: 0, corrupt: false },
  });
  return pool.take(/** @type {import('../../dist/frames/frame-pool.js').Announcement} */ (announced.shift()))
    ?.planes[0];
}

const plane = takenPlane(5);
while (videoUsage().leaked === 0) {
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
}
const usage = videoUsage();
const next = takenPlane(6);
console.log(`${JSON.stringify(usage)} the next picture ${next?.[0]}, the leaked one ${plane?.[0]}`);
