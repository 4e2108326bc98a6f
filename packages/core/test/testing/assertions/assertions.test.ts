import { describe, expect, it } from '@jest/globals';
import { of, Subject } from 'rxjs';
import { marbles } from '../../../../../test/support/marbles.js';
import { infer, type Model } from '../../../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice } from '../../../src/testing/index.js';

const one = () => Float32Array.of(1);
const ledger = { submitted: 3, waiting: 0, inFlight: 1, delivered: 1, dropped: 0, failed: 0, cancelled: 0 };
const modelWith = (counts: object, ofPipeline: object = { waiting: 1 }) =>
  ({
    busySlots: 0,
    stats: () => ({
      ledger: { ...ledger, ...counts },
      pipelines: [{ ledger: { ...ledger, waiting: 1 } }, { ledger: { ...ledger, ...ofPipeline } }],
    }),
  }) as unknown as Model;

describe('assertBalanced', () => {
  it('throws with all counts of a ledger that is not balanced', () => {
    expect(() => assertBalanced(modelWith({}))).toThrow(
      /submitted 3, .* all counts but submitted sum up to 2/,
    );
    expect(() => assertBalanced(modelWith({ waiting: 2, cancelled: -1 }))).toThrow(/cancelled -1/);
    expect(() => assertBalanced(modelWith({ waiting: 1 }))).not.toThrow();
  });

  it('checks the ledger of every pipeline', () => {
    expect(() => assertBalanced(modelWith({ waiting: 1 }, { waiting: 2 }))).toThrow(/waiting 2, .* up to 4/);
  });
});

describe('assertSettled', () => {
  it('throws with the counts of what is not finished', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ slots: 1 });
      const source = new Subject<number>();
      source.pipe(infer(model, { inputs: one })).subscribe();
      assertSettled(model);
      source.next(1);
      source.next(2);
      expect(() => assertSettled(model)).toThrow(
        'The model is not at rest: 1 inputs wait, 1 are in flight, 1 slots are busy',
      );
      flush();
      assertSettled(model);
    });
  });

  it('counts busy slots of pipelines that have ended', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel();
      of(1)
        .pipe(infer(model, { inputs: one }))
        .subscribe()
        .unsubscribe();
      expect(() => assertSettled(model)).toThrow('0 inputs wait, 0 are in flight, 1 slots are busy');
      flush();
      assertSettled(model);
    });
  });
});
