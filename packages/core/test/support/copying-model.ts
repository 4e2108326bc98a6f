// A dynamic model that copies its input, for tests of models whose dims are not known before.
import { expect } from '@jest/globals';
import { map, type Observable } from 'rxjs';
import type { ExecuteOptions, Session } from '../../src/device-index.js';
import { type InferConfig, infer, type Model, type Tensor } from '../../src/index.js';
import { decorateModels } from '../../src/testing/decorators/decorate-models.js';
import { SessionDecorator } from '../../src/testing/decorators/session-decorator.js';
import {
  createVirtualDevice,
  type FaultPlan,
  type VirtualModelOptions,
  withFaults,
} from '../../src/testing/index.js';

/** A tensor of so many columns, each of which is the number. */
export const row = (n: number, columns: number) =>
  ({ type: 'float32', dims: [1, columns], data: new Float32Array(columns).fill(n) }) as const;

/** What a session was asked to execute. */
interface Asked extends ExecuteOptions {
  readonly views: number;
}

export const free = { name: 'x', type: 'float32', dims: ['batch', 'columns'] } as const;

/** A dynamic model that copies its input, on a device that takes `serviceTime` for each execution. */
export function copying(
  options: VirtualModelOptions = {},
  { serviceTime = 1, faults }: { serviceTime?: number; faults?: FaultPlan } = {},
) {
  const asked: Asked[] = [];
  const watched = (session: Session): Session =>
    new (class extends SessionDecorator {
      override execute(slot: number, inputs: readonly ArrayBufferView[], given?: ExecuteOptions) {
        asked.push({ ...given, views: inputs.length });
        super.execute(slot, inputs, given);
      }
    })(session);
  const device = decorateModels(createVirtualDevice({ serviceTime }), () => watched);
  const model = (faults ? withFaults(device, faults) : device).createModel<string, string>({
    inputs: [free],
    outputs: [{ ...free, name: 'y' }],
    ...options,
  });
  return { model, asked };
}

/** Values are columns, or `[number, columns]`: what comes is `columns×number`. */
export const through =
  (model: Model, config: InferConfig<number> = {}) =>
  (source: Observable<number>) =>
    source.pipe(
      infer(model, { inputs: (columns, index) => row(index, columns), ...config }),
      map(({ source: columns, index, outputs, list }) => {
        const { dims, data } = outputs.y as Tensor<'float32'>;
        expect(list).toEqual([outputs.y]);
        expect(dims).toEqual([1, columns]);
        expect([...data]).toEqual(new Array(columns).fill(index));
        return String(columns);
      }),
    );
