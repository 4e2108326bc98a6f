// Where pictures go, and the way back from boxes of the input to boxes of the frame.
import { describe, expect, it } from '@jest/globals';
import { boxToFrame, pointToFrame } from '../../src/image/geometry.js';
import { letterboxed, roundHalfToEven, stretched } from '../../src/image/placements.js';

const all = ([width, height]: readonly number[]) => ({
  left: 0,
  top: 0,
  width: width ?? 0,
  height: height ?? 0,
});
const size = ([width, height]: readonly number[]) => ({ width: width ?? 0, height: height ?? 0 });

describe('a letterbox', () => {
  // Frame and input, then width, height, left and top, as Python computes them:
  //   r = min(h / H, w / W); round(W * r), round(H * r), round((w - width) / 2 - 0.1), round((h - height) / 2 - 0.1)
  it.each([
    [
      [1280, 720],
      [640, 640],
      [640, 360, 0, 140],
    ],
    [
      [1280, 721],
      [640, 640],
      [640, 360, 0, 140],
    ],
    [
      [1280, 723],
      [640, 640],
      [640, 362, 0, 139],
    ],
    [
      [1918, 1080],
      [640, 640],
      [640, 360, 0, 140],
    ],
    [
      [640, 480],
      [640, 640],
      [640, 480, 0, 80],
    ],
    [
      [810, 1080],
      [640, 640],
      [480, 640, 80, 0],
    ],
    [
      [1366, 768],
      [640, 640],
      [640, 360, 0, 140],
    ],
    [
      [853, 480],
      [640, 384],
      [640, 360, 0, 12],
    ],
    [
      [333, 500],
      [640, 640],
      [426, 640, 107, 0],
    ],
    [
      [500, 333],
      [640, 640],
      [640, 426, 0, 107],
    ],
    [
      [1, 1],
      [640, 640],
      [640, 640, 0, 0],
    ],
    [
      [3000, 7],
      [640, 640],
      [640, 1, 0, 319],
    ],
    [
      [1919, 1079],
      [416, 416],
      [416, 234, 0, 91],
    ],
    [
      [721, 1280],
      [640, 640],
      [360, 640, 140, 0],
    ],
    [
      [100, 100],
      [33, 64],
      [33, 33, 0, 15],
    ],
  ])('of %j in %j is at %j', (frame, input, expected) => {
    const { width, height, left, top } = letterboxed(size(frame), all(frame), size(input), false, {});
    expect([width, height, left, top]).toEqual(expected);
  });

  it('has one pixel at least', () => {
    const { width, height } = letterboxed(size([5000, 1]), all([5000, 1]), size([640, 640]), false, {});
    expect([width, height]).toEqual([640, 1]);
  });

  it('leaves a small frame as it is without `enlarge`', () => {
    const geometry = letterboxed(size([100, 50]), all([100, 50]), size([640, 640]), false, {
      enlarge: false,
    });
    expect(geometry).toMatchObject({ width: 100, height: 50, left: 270, top: 295, scale: { x: 1, y: 1 } });
  });

  it('lies at the top left on request', () => {
    const geometry = letterboxed(size([1280, 720]), all([1280, 720]), size([640, 640]), false, {
      position: 'top-left',
    });
    expect(geometry).toMatchObject({ left: 0, top: 0, width: 640, height: 360 });
  });

  it('has even sides for NV12', () => {
    for (const frame of [
      [1280, 723],
      [333, 500],
      [3000, 7],
      [1, 1],
      [853, 480],
    ]) {
      const { width, height, left, top } = letterboxed(size(frame), all(frame), size([640, 384]), true, {});
      expect([width % 2, height % 2, left % 2, top % 2]).toEqual([0, 0, 0, 0]);
      expect(left + width).toBeLessThanOrEqual(640);
      expect(top + height).toBeLessThanOrEqual(384);
    }
  });

  it('rounds as Python does', () => {
    expect([0.5, 1.5, 360.5, 361.5, 2.4999, -0.1, -0.5, 7].map(roundHalfToEven)).toEqual([
      0, 2, 360, 362, 2, 0, 0, 7,
    ]);
  });
});

describe('the way back', () => {
  it('subtracts the padding and divides by the scale that is not rounded', () => {
    const geometry = letterboxed(size([1280, 723]), all([1280, 723]), size([640, 640]), false, {});
    expect(boxToFrame(geometry, [0, 139, 640, 139 + 361.5])).toEqual([0, 0, 1280, 723]);
    expect(pointToFrame(geometry, [320, 139 + 100])).toEqual([640, 200]);
  });

  it('clips to the frame', () => {
    const geometry = letterboxed(size([1280, 720]), all([1280, 720]), size([640, 640]), false, {});
    expect(boxToFrame(geometry, [-50, 0, 700, 640])).toEqual([0, 0, 1280, 720]);
  });

  it('of a crop leads to the frame, and not beyond the crop', () => {
    const region = { left: 100, top: 200, width: 50, height: 20 };
    const geometry = stretched(size([1280, 720]), region, size([224, 224]));
    expect(boxToFrame(geometry, [0, 0, 224, 224])).toEqual([100, 200, 150, 220]);
    expect(boxToFrame(geometry, [112, 112, 300, 300])).toEqual([125, 210, 150, 220]);
  });

  it('and there again is where it began', () => {
    for (let n = 1; n < 200; n += 1) {
      const frame = [1 + ((n * 7919) % 2000), 1 + ((n * 104729) % 1500)];
      const geometry = letterboxed(size(frame), all(frame), size([640, 640]), false, {});
      const [x = 0, y = 0] = [(frame[0] ?? 0) / 3, (frame[1] ?? 0) / 7];
      const back = pointToFrame(geometry, [
        x * geometry.scale.x + geometry.left,
        y * geometry.scale.y + geometry.top,
      ]);
      expect(back[0]).toBeCloseTo(x, 6);
      expect(back[1]).toBeCloseTo(y, 6);
    }
  });
});
