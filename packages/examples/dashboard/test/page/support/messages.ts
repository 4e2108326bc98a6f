import sharp from 'sharp';
import type { FoundObject, FrameHeader, Hello, Stats } from '../../../src/protocol.js';

export function hello(changes: Partial<Hello> = {}): Hello {
  return {
    type: 'hello',
    model: 'shapes',
    device: 'embedded runtime',
    cameras: [
      { label: 'yard', state: 'live' },
      { label: 'gate', state: 'connecting' },
    ],
    settings: { callbackInterval: 4, overflow: 'drop-oldest', paused: false },
    choices: {
      callbackInterval: { min: 1, max: 64 },
      overflow: ['drop-oldest', 'drop-newest', 'buffer'],
    },
    ...changes,
  };
}

/** @param time seconds */
export function stats(time: number, changes: Partial<Stats> = {}): Stats {
  return {
    type: 'stats',
    time: time * 1000,
    inferencesPerSecond: 50,
    inFlight: 3,
    queued: 1,
    latency: { total: { p50: 20, p99: 41 }, compute: { p50: 11, p99: 13 }, copyIn: { p50: 0.25, p99: 0.5 } },
    dropped: { overflow: 7 },
    eventLoopDelay: { p50: 1.5, p99: 4 },
    cameras: [
      { framesPerSecond: 25, inferred: 1200, dropped: 7 },
      { framesPerSecond: 0, inferred: 0, dropped: 0 },
    ],
    ...changes,
  };
}

export function header(changes: Partial<FrameHeader> = {}): FrameHeader {
  return { camera: 0, index: 0, pts: 0, width: 640, height: 360, age: 30, objects: [], ...changes };
}

export function found(changes: Partial<FoundObject> = {}): FoundObject {
  return { id: 1, name: 'circle', score: 0.93, box: [160, 90, 320, 180], ...changes };
}

/** A JPEG of 640×360 in one colour. */
export function plainJpeg(background: { r: number; g: number; b: number }): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 360, channels: 3, background } })
    .jpeg({ quality: 95 })
    .toBuffer();
}
