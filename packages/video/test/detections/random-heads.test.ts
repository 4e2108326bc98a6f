// Random heads: decoders give what the reference gives, to the bit, whatever the numbers are. A failure names its seed.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeYolo, type Geometry, nonMaxSuppression } from '../../src/index.js';
import { half, halved, headTensor, modelFor, same } from './support/heads.js';
import { type Anchor, referenceDecode, referenceToFrame } from './support/reference.js';

// Few steps, so that there are ties and equal boxes; and what no model should give.
const strange = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0);
const often = (usual: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: strange });
const steps = (least: number, most: number, count: number) =>
  often(fc.nat(count).map((step) => Math.fround(least + ((most - least) * step) / count)));

const numbers = fc.record({
  classes: fc.integer({ min: 1, max: 3 }),
  isV5: fc.boolean(),
  isRotated: fc.boolean(),
  isHalf: fc.boolean(),
});

const scenario = numbers.chain(({ classes, isV5, isRotated, isHalf }) => {
  const hasAngle = isRotated && !isV5;
  const anchor = fc
    .record({
      box: fc.tuple(steps(0, 640, 64), steps(0, 640, 64), steps(-16, 128, 9), steps(-16, 128, 9)),
      objectness: steps(0, 1, 16),
      scores: fc.array(steps(0, 1, 16), { minLength: classes, maxLength: classes }),
      angle: steps(-1, 2, 6),
    })
    .map(
      ({ box, objectness, scores, angle }): Anchor => ({
        ...{ box, scores },
        ...(isV5 && { objectness }),
        ...(hasAngle && { extras: [angle] }),
      }),
    );
  return fc.record({
    anchors: fc.array(anchor, { maxLength: 60 }),
    ...{
      classes: fc.constant(classes),
      isV5: fc.constant(isV5),
      isRotated: fc.constant(hasAngle),
      isHalf: fc.constant(isHalf),
    },
    scoreThreshold: fc.constantFrom(0, 0.25, 0.3, 1),
    iouThreshold: fc.constantFrom(0, 0.33, 0.7, 1),
    maxCandidates: fc.constantFrom(1, 10, 30_000),
    maxDetections: fc.constantFrom(1, 5, 300),
    isScaled: fc.boolean(),
  });
});

/** Numbers that float16 has. */
const rounded = (number: number) => (Number.isFinite(number) ? Math.round(number * 16) / 16 : number);

describe('random heads', () => {
  it('are read as the reference reads them', async () => {
    const seed = Date.now() % 2 ** 31;
    process.stdout.write(`random heads: seed ${seed}\n`);
    const property = fc.asyncProperty(
      scenario,
      async ({ anchors, classes, isV5, isRotated, isHalf, isScaled, ...wanted }) => {
        const given = !isHalf
          ? anchors
          : anchors.map(
              ({ box, objectness, scores, extras }): Anchor => ({
                ...{ box: box.map(rounded), scores: scores.map(rounded) },
                ...(objectness !== undefined && { objectness: rounded(objectness) }),
                ...(extras && { extras: extras.map(rounded) }),
              }),
            );
        const head = headTensor(isV5 ? 'v5' : 'raw', given, (isV5 ? 5 : 4) + classes + (isRotated ? 1 : 0));
        const outputs = { output0: isHalf ? half(head) : head };
        const prepared: Geometry = isScaled ? halved : same;
        const decode = decodeYolo(modelFor(outputs), {
          ...wanted,
          ...{ task: isRotated ? 'obb' : 'detect', head: isV5 ? 'v5' : 'raw' },
        });
        const found = await decode({ outputs, prepared });
        const expected = referenceDecode(given, { ...wanted, isRotated });
        if (isRotated) {
          // What is around the corners is tested by hand; in a frame that is the input most boxes lie inside.
          const scores = new Set(expected.map(({ score, classId }) => `${score} ${classId}`));
          expect(found.length).toBeLessThanOrEqual(expected.length);
          for (const { score, classId } of found) expect(scores).toContain(`${score} ${classId}`);
          return;
        }
        const boxes = expected.map(({ box, score, classId }) => ({
          box: referenceToFrame(prepared, box),
          score,
          classId,
        }));
        expect(found).toEqual(boxes.filter(({ box }) => box[2] > box[0] && box[3] > box[1]));
      },
    );
    await fc.assert(property, { numRuns: 300, seed });
  });

  it('of rotated boxes are suppressed by JavaScript as the reference does it', () => {
    const seed = Date.now() % 2 ** 31;
    process.stdout.write(`random boxes: seed ${seed}\n`);
    const property = fc.property(
      scenario,
      fc.boolean(),
      ({ anchors, iouThreshold, maxDetections }, isRotated) => {
        const given = anchors.map((anchor, i): Anchor => ({ ...anchor, extras: [Math.fround((i % 7) / 3)] }));
        const boxes = given.flatMap(({ box, extras = [] }) => {
          const [x, y, w, h] = box as [number, number, number, number];
          return isRotated ? [x, y, w, h, ...extras] : [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
        });
        const scores = given.map(({ scores: [score = 0] }) => score);
        const kept = nonMaxSuppression(boxes, scores, {
          ...{ iouThreshold, maxDetections, rotated: isRotated, scoreThreshold: 0.2 },
          classIds: given.map((_, i) => i % 2),
        });
        // Each class as a column of its own.
        const asHead = given.map(
          ({ box, extras = [], scores: [score = 0] }, i): Anchor => ({
            ...{ box, extras },
            scores: i % 2 === 0 ? [score, Number.NaN] : [Number.NaN, score],
          }),
        );
        const wanted = { iouThreshold, maxDetections, isRotated, scoreThreshold: 0.2, maxCandidates: 30_000 };
        // An infinite score is a score here.
        const finite = asHead.map((each) => ({
          ...each,
          scores: each.scores.map((score) => (score === Number.POSITIVE_INFINITY ? 1e30 : score)),
        }));
        expect(kept).toEqual(referenceDecode(finite, wanted).map(({ anchor }) => anchor));
      },
    );
    fc.assert(property, { numRuns: 300, seed });
  });
});
