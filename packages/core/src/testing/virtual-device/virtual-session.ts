import type { SchedulerLike } from 'rxjs';
import { layoutOf } from '../../device/layout-of.js';
import type {
  BlockType,
  ExecuteOptions,
  OutputLayout,
  Session,
  SessionObserver,
} from '../../device/session.js';
import { aclCodes } from '../../errors/acl-codes.js';
import { AclError } from '../../errors/acl-error.js';
import type { Float16Elements } from '../../tensors/input-value.js';
import type { Tensor, TensorInfo, TensorType } from '../../tensors/tensor.js';
import { tensorArrays } from '../../tensors/tensor-arrays.js';
import { typedArrayName } from '../../tensors/typed-array-name.js';
import { expected } from '../../util/expected.js';
import { Fifo } from '../../util/fifo.js';
import { runGuarded } from '../../util/run-guarded.js';
import { scheduleAfter } from '../../util/schedule-at.js';
import type { VirtualModelDefinition } from './define-virtual-model.js';
import type { ReportThread } from './report-thread.js';

/** What `compute` returns for one output. */
type Values = ArrayLike<number> | ArrayLike<bigint>;

/** A task of an execution stream. It calls `next` when its work is done: inside the call or later. */
type Task = (next: () => void) => void;

/** The outputs of one execution, and the times at which it began and ended, in ms. */
interface Result {
  readonly outputs: ArrayBuffer;
  readonly began: number;
  readonly ended: number;
}

/** A session that simulates its execution stream: a queue of tasks, whose time is the time of a scheduler. */
export class VirtualSession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly batchSizes?: readonly number[];
  readonly layout: OutputLayout;
  readonly #definition: VirtualModelDefinition;
  readonly #scheduler: SchedulerLike;
  readonly #reportThread: ReportThread;
  #observer: SessionObserver | undefined;
  // By slot.
  readonly #results: (Result | undefined)[] = [];
  readonly #tasks = new Fifo<Task>();
  #running = false;
  // Increases whenever all work is discarded: scheduled work of an earlier generation does not run.
  #generation = 0;

  constructor(definition: VirtualModelDefinition, scheduler: SchedulerLike, reportThread: ReportThread) {
    this.inputs = definition.inputs;
    this.outputs = definition.outputs;
    this.slots = definition.slots;
    const { gears } = definition;
    if (gears) this.batchSizes = gears;
    // Reserves space for the largest batch.
    const largest = gears?.at(-1) ?? 1;
    const dims = definition.outputs.map((output) => [largest, ...output.dims]);
    this.layout = layoutOf(definition.outputs, dims);
    this.#definition = definition;
    this.#scheduler = scheduler;
    this.#reportThread = reportThread;
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
    // All work so far was for the earlier observer.
    this.#discard();
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], { batchSize = 1 }: ExecuteOptions = {}): void {
    const serviceTime = this.#definition.nextServiceTime(batchSize);
    this.#queue((next) => {
      const began = this.#scheduler.now();
      this.#after(serviceTime, () => {
        try {
          const outputs = this.#compute(inputs);
          this.#results[slot] = { outputs, began, ended: this.#scheduler.now() };
        } catch (error) {
          return this.#fail(error);
        }
        next();
      });
    });
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#queue((next) => {
      const generation = this.#generation;
      this.#reportThread.run(() => {
        if (generation !== this.#generation) return;
        this.#report(group, slots);
        if (blockType === 'block') next();
      });
      if (blockType === 'no-block') next();
    });
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#queue((next) => {
      this.#after(0, () => {
        this.#report(group, slots);
        next();
      });
    });
  }

  rebuild(done: (error?: AclError) => void): void {
    this.#discard();
    // Not bound to the generation: `done` must be called even if the session is closed before.
    this.#scheduler.schedule(() => done());
  }

  close(done: () => void): void {
    this.#discard();
    this.#scheduler.schedule(() => done());
  }

  #queue(task: Task): void {
    this.#tasks.push(task);
    if (!this.#running) this.#step();
  }

  #step(): void {
    const task = this.#tasks.shift();
    this.#running = task !== undefined;
    const generation = this.#generation;
    task?.(() => {
      if (generation === this.#generation) this.#step();
    });
  }

  #after(time: number, work: () => void): void {
    const generation = this.#generation;
    scheduleAfter(this.#scheduler, time, () => {
      if (generation === this.#generation) work();
    });
  }

  #report(group: number, slots: readonly number[]): void {
    const outputs = new Uint8Array(slots.length * this.layout.stride);
    const moments = new Float64Array(4 * slots.length);
    slots.forEach((slot, n) => {
      const result = this.#results[slot] as Result;
      outputs.set(new Uint8Array(result.outputs), n * this.layout.stride);
      moments.set([result.began, result.began, result.ended, result.ended], 4 * n);
      this.#results[slot] = undefined;
    });
    // The execution stream and the report thread go on, whatever the observer throws.
    runGuarded(() => this.#observer?.report(group, { outputs: outputs.buffer, moments }));
  }

  #fail(cause: unknown): void {
    this.#discard();
    const detail = cause instanceof Error ? cause.message : String(cause);
    const code = aclCodes.ACL_ERROR_RT_MODEL_EXECUTE;
    const error = new AclError('aclrtSynchronizeStream', code, detail, { cause });
    runGuarded(() => this.#observer?.failed(error));
  }

  #discard(): void {
    this.#generation += 1;
    this.#tasks.clear();
    this.#running = false;
    this.#results.length = 0;
  }

  #compute(views: readonly ArrayBufferView[]): ArrayBuffer {
    const outputs = new ArrayBuffer(this.layout.stride);
    const { length } = this.inputs;
    for (let sample = 0; sample * length < views.length; sample += 1) {
      const ofSample = views.slice(sample * length, (sample + 1) * length);
      this.#computeSample(ofSample, outputs, sample);
    }
    return outputs;
  }

  #computeSample(views: readonly ArrayBufferView[], outputs: ArrayBuffer, sample: number): void {
    const inputs: Record<string, Tensor> = Object.create(null);
    this.inputs.forEach(({ name, type, dims, bytes }, i) => {
      const view = views[i] as ArrayBufferView;
      const copy = new Uint8Array(bytes);
      copy.set(new Uint8Array(view.buffer, view.byteOffset, bytes));
      const Data = tensorArrays[type];
      const data = new Data(copy.buffer, 0, bytes / Data.BYTES_PER_ELEMENT);
      inputs[name] = { type, dims, data } as Tensor;
    });
    const values = this.#definition.compute(inputs);
    this.outputs.forEach(({ name, type, bytes }, i) => {
      const Data = tensorArrays[type];
      const length = bytes / Data.BYTES_PER_ELEMENT;
      const value = elementsOf(type, name, values[name]);
      if (value?.length !== length) {
        throw new Error(
          `compute returned ${value?.length ?? 'no'} elements for the output \`${name}\`, which has ${length}`,
        );
      }
      new Data(outputs, (this.layout.offsets[i] ?? 0) + sample * bytes, length).set(
        value as ArrayLike<never>,
      );
    });
  }
}

// Elements of float16 are bits: numbers in their place would be taken as other numbers.
function elementsOf(type: TensorType, name: string, value: Values | undefined): Values | undefined {
  if (type !== 'float16' || value === undefined) return value;
  const array = typedArrayName(value);
  if (array === 'Uint16Array') return value;
  if (array === 'Float16Array') {
    const { buffer, byteOffset, length } = value as unknown as Float16Elements;
    return new Uint16Array(buffer, byteOffset, length);
  }
  throw new Error(
    `${expected('a Uint16Array with the bits of float16 values', name, value)}. float32ToFloat16 makes one`,
  );
}
