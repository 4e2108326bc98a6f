import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitText, placeBox, placeLabels, placePicture, type Rectangle } from '../../page/label-layout.js';

const area: Rectangle = { x: 10, y: 20, width: 400, height: 300 };
const label = { width: 60, height: 16 };
const box = (x: number, y: number, width = 50, height = 40): Rectangle => ({ x, y, width, height });

describe('placePicture', () => {
  it('fills the canvas where the proportions agree', () => {
    expect(placePicture({ width: 1280, height: 720 }, { width: 640, height: 360 })).toEqual({
      x: 0,
      y: 0,
      width: 640,
      height: 360,
    });
  });

  it('leaves bars at the sides of a high picture, and above and below a wide one', () => {
    expect(placePicture({ width: 100, height: 200 }, { width: 640, height: 360 })).toEqual({
      x: 230,
      y: 0,
      width: 180,
      height: 360,
    });
    expect(placePicture({ width: 400, height: 100 }, { width: 640, height: 360 })).toEqual({
      x: 0,
      y: 100,
      width: 640,
      height: 160,
    });
  });
});

describe('placeBox', () => {
  it('scales and shifts with the picture', () => {
    expect(
      placeBox([10, 20, 30, 60], { width: 100, height: 100 }, { x: 5, y: 7, width: 200, height: 200 }),
    ).toEqual({ x: 25, y: 47, width: 40, height: 80 });
  });

  it('cuts off what lies outside, and takes corners in any order', () => {
    expect(
      placeBox([150, 50, -20, -10], { width: 100, height: 100 }, { x: 5, y: 7, width: 200, height: 200 }),
    ).toEqual({ x: 5, y: 7, width: 200, height: 100 });
  });
});

describe('placeLabels', () => {
  const one = (where: Rectangle) => placeLabels([where], [label], area)[0];

  it('puts a label above its box', () => {
    expect(one(box(100, 100))).toEqual({ x: 100, y: 84, ...label });
  });

  it('puts it below where there is no room above', () => {
    expect(one(box(100, 25))).toEqual({ x: 100, y: 65, ...label });
  });

  it('puts it inside of a box that is as high as the picture', () => {
    expect(one(box(100, 20, 80, 300))).toEqual({ x: 100, y: 20, ...label });
  });

  it('moves it left at the right border', () => {
    expect(one(box(390, 100, 20))).toEqual({ x: 350, y: 84, ...label });
  });

  it('avoids the label of an earlier box', () => {
    const [first, second] = placeLabels([box(100, 100), box(104, 100)], [label, label], area);
    expect(first).toEqual({ x: 100, y: 84, ...label });
    expect(second).toEqual({ x: 104, y: 140, ...label });
  });

  it('never leaves the picture', () => {
    const whole = (min: number, max: number) => fc.integer({ min, max });
    const boxes = fc.array(
      fc.tuple(whole(10, 410), whole(20, 320), whole(0, 400), whole(0, 300), whole(0, 500), whole(0, 400)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(boxes, (given) => {
        const placed = placeLabels(
          given.map(([x, y, width, height]) => ({
            x,
            y,
            width: Math.min(width, 410 - x),
            height: Math.min(height, 320 - y),
          })),
          given.map(([, , , , width, height]) => ({ width, height })),
          area,
        );
        expect(placed).toHaveLength(given.length);
        for (const { x, y, width, height } of placed) {
          expect(x).toBeGreaterThanOrEqual(area.x);
          expect(y).toBeGreaterThanOrEqual(area.y);
          expect(x + width).toBeLessThanOrEqual(area.x + area.width);
          expect(y + height).toBeLessThanOrEqual(area.y + area.height);
        }
      }),
    );
  });
});

describe('fitText', () => {
  const measure = (text: string) => [...text].length * 10;

  it.each([
    ['star', 40, 'star'],
    ['triangle', 40, 'tri…'],
    ['triangle', 10, '…'],
    ['triangle', 9, ''],
    ['👩‍🚀🚀🚀🚀', 20, '👩…'],
  ])('of %s in %d pixels is %s', (text, width, fits) => {
    expect(fitText(text, width, measure)).toBe(fits);
  });
});
