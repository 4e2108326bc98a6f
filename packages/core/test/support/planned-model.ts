// A model as a scenario plans it.
import type { InferInputs, InferOutputs, Model, Tensor } from '../../src/index.js';
import { type VirtualDevice, withFaults } from '../../src/testing/index.js';
import type { ModelPlan } from './scenario.js';

const rows = (name: string) => ({ name, type: 'float32', dims: [-1, 'columns'] }) as const;
const list = (name: string) => ({ name, type: 'float32', dims: [-1] }) as const;

const numbersOf = (data: ArrayLike<unknown>) => Array.from(data, Number);

function doubled(tensor: Tensor | undefined) {
  const { dims = [], data = [] } = tensor ?? {};
  return { dims, data: numbersOf(data).map((each) => 2 * each) };
}

/** The inputs for a number. */
export function inputsOf({ columns }: ModelPlan, n: number): InferInputs {
  if (!columns) return Float32Array.of(n);
  const width = widthOf(columns, n);
  return {
    x: { type: 'float32', dims: [1, width], data: new Float32Array(width).fill(n) },
    id: Float32Array.of(n),
  };
}

/** Whether these are the outputs for a number. */
export function areOutputsOf({ columns }: ModelPlan, n: number, { y, id }: InferOutputs): boolean {
  if (!columns) return y?.data[0] === 2 * n;
  const width = widthOf(columns, n);
  const isWhole = y?.dims.join() === `1,${width}` && y.data.length === width;
  return isWhole && numbersOf(y.data).every((each) => each === 2 * n) && id?.data[0] === 2 * n;
}

const widthOf = (columns: readonly number[], n: number) => columns[n % columns.length] as number;

/** The model, and what it has announced so far. */
export class PlannedModel {
  readonly model: Model;
  /** Drops that `dropped$` has emitted. */
  drops = 0;
  /** Instances that were removed. */
  removed = 0;
  /** Whether `dropped$` has completed: the model has closed. */
  closed = false;
  #computed = 0;

  /** @param onEvent called for every drop and every event of the model, when it has been counted */
  constructor(
    device: VirtualDevice,
    readonly plan: ModelPlan,
    onEvent: () => void,
  ) {
    const { slots, instances, serviceTimes, gears, columns, failing, faults } = plan;
    this.model = (faults ? withFaults(device, faults) : device).createModel({
      slots,
      instances,
      serviceTime: (_, n) => serviceTimes[n % serviceTimes.length] as number,
      ...(gears ? { gears } : {}),
      ...(columns ? { inputs: [rows('x'), list('id')], outputs: [rows('y'), list('id')] } : {}),
      compute: ({ x, id }) => {
        this.#computed += 1;
        if (failing.includes(this.#computed - 1)) throw new Error('compute');
        return { y: doubled(x), id: doubled(id) };
      },
    }) as Model;
    this.model.dropped$.subscribe({
      next: () => {
        this.drops += 1;
        onEvent();
      },
      complete: () => {
        this.closed = true;
      },
    });
    this.model.events$.subscribe(({ type }) => {
      if (type === 'removed') this.removed += 1;
      onEvent();
    });
  }

  /** Callbacks may never come. */
  get loses(): boolean {
    const { callbacks, random } = this.plan.faults ?? {};
    return (callbacks?.lost ?? []).length > 0 || (random?.lost ?? 0) > 0;
  }
}
