// Sessions of dynamic models that report what their model does not say.
import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type GroupReport, layoutOf, type Session } from '../../src/device-index.js';
import { decorateModels } from '../../src/testing/decorators/decorate-models.js';
import { SessionDecorator } from '../../src/testing/decorators/session-decorator.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { free, through } from '../support/copying-model.js';
import { timeline } from '../support/through.js';

describe('a dynamic session that reports what the model does not say', () => {
  /** The error of the first of two values; the second one has its result. */
  function errorOf(change: (report: GroupReport) => GroupReport): string {
    let error = '';
    marbles(({ cold, flush }) => {
      let reports = 0;
      const lying = (session: Session): Session =>
        new (class extends SessionDecorator {
          override observe(observer: Parameters<Session['observe']>[0]) {
            super.observe({
              report: (group, report) => {
                reports += 1;
                observer.report(group, reports === 1 ? change(report) : report);
              },
              failed: (failure) => observer.failed(failure),
            });
          }
        })(session);
      const model = decorateModels(createVirtualDevice({ serviceTime: 1 }), () => lying).createModel({
        inputs: [free],
        outputs: [{ ...free, name: 'y', dims: ['batch', 2] }],
      });
      model.dropped$.subscribe((drop) => {
        expect(drop.error).toMatchObject({ code: 'ERR_OUTPUTS' });
        error = (drop.error as Error).message;
      });
      const lines = timeline(
        cold('(ab|)', { a: 2, b: 2 }).pipe(through(model as never, { onFailure: 'drop' })),
      );
      flush();
      expect(lines).toEqual(['2 2|']);
      expectSettled(model, { delivered: 1, dropped: 1 });
    });
    return error;
  }
  const { stride } = layoutOf([{ type: 'float32' }], [[1, 2]]);

  it.each<[string, (report: GroupReport) => GroupReport, string]>([
    [
      'other dims',
      (report) => ({ ...report, dims: [[[1, 3]]] }),
      'Expected dims [batch, 2] of the output `y` but the device reported [1, 3]',
    ],
    [
      'a negative size',
      (report) => ({ ...report, dims: [[[-1, 2]]] }),
      'Expected dims [batch, 2] of the output `y` but the device reported [-1, 2]',
    ],
    [
      'more than its buffer holds',
      (report) => ({ ...report, dims: [[[99, 2]]] }),
      `Expected 832 bytes for the outputs of an execution, by their dims, but the device reported ${stride}`,
    ],
    [
      'no dims',
      ({ outputs }) => ({ outputs }),
      'Expected a buffer and the dims of every output for an execution, but the device reported none',
    ],
    [
      'dims of too few outputs',
      (report) => ({ ...report, dims: [[]] }),
      'Expected a buffer and the dims of every output for an execution, but the device reported none',
    ],
    [
      'one buffer for all',
      (report) => ({ ...report, outputs: new ArrayBuffer(64) }),
      'Expected a buffer and the dims of every output for an execution, but the device reported none',
    ],
  ])('fails that value alone: %s', (_, change, message) => {
    expect(errorOf(change)).toBe(message);
  });
});
