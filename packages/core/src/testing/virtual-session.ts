import type { SchedulerLike } from 'rxjs';
import { AclError } from '../errors/acl-error.js';
import { Fifo } from '../fifo.js';
import type { BlockType, OutputLayout, Session, SessionObserver } from '../port.js';
import type { Tensor, TensorInfo } from '../tensor.js';
import { tensorArrays } from '../tensor-arrays.js';
import type { ReportThread } from './report-thread.js';
import type { VirtualModelDefinition } from './virtual-model.js';

const modelExecuteFailed = 507011; // ACL_ERROR_RT_MODEL_EXECUTE

/** A task of an execution stream: does its work and calls `next`, then or later. */
type Task = (next: () => void) => void;

/** A session whose execution stream is a queue on a scheduler. */
export class VirtualSession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly layout: OutputLayout;
  readonly #definition: VirtualModelDefinition;
  readonly #scheduler: SchedulerLike;
  readonly #reportThread: ReportThread;
  #observer: SessionObserver | undefined;
  // By slot: what the inference in it computed.
  readonly #results: (ArrayBuffer | undefined)[] = [];
  readonly #tasks = new Fifo<Task>();
  #running = false;
  // Grows when the stream fails or closes: what belongs to an earlier life is void.
  #life = 0;

  constructor(definition: VirtualModelDefinition, scheduler: SchedulerLike, reportThread: ReportThread) {
    this.inputs = definition.inputs;
    this.outputs = definition.outputs;
    this.slots = definition.slots;
    this.layout = layoutOf(definition.outputs);
    this.#definition = definition;
    this.#scheduler = scheduler;
    this.#reportThread = reportThread;
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  execute(slot: number, inputs: readonly ArrayBufferView[]): void {
    this.#queue((next) => {
      this.#after(this.#definition.serviceTime, () => {
        try {
          this.#results[slot] = this.#compute(inputs);
        } catch (error) {
          return this.#fail(error);
        }
        next();
      });
    });
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#queue((next) => {
      const life = this.#life;
      this.#reportThread.run(() => {
        if (life !== this.#life) return;
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
    // Also when it is closed meanwhile: done is called once.
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
    const life = this.#life;
    task?.(() => {
      if (life === this.#life) this.#step();
    });
  }

  #after(time: number, work: () => void): void {
    const life = this.#life;
    this.#scheduler.schedule(() => {
      if (life === this.#life) work();
    }, time);
  }

  #report(group: number, slots: readonly number[]): void {
    const outputs = new Uint8Array(slots.length * this.layout.stride);
    slots.forEach((slot, n) => {
      outputs.set(new Uint8Array(this.#results[slot] as ArrayBuffer), n * this.layout.stride);
      this.#results[slot] = undefined;
    });
    this.#observer?.report(group, outputs.buffer);
  }

  #fail(error: unknown): void {
    this.#discard();
    const detail = error instanceof Error ? error.message : String(error);
    this.#observer?.failed(new AclError('aclrtSynchronizeStream', modelExecuteFailed, detail));
  }

  #discard(): void {
    this.#life += 1;
    this.#tasks.clear();
    this.#running = false;
    this.#results.length = 0;
  }

  #compute(views: readonly ArrayBufferView[]): ArrayBuffer {
    const inputs: Record<string, Tensor> = {};
    this.inputs.forEach(({ name, type, dims, bytes }, i) => {
      const view = views[i] as ArrayBufferView;
      const copy = new Uint8Array(bytes);
      copy.set(new Uint8Array(view.buffer, view.byteOffset, bytes));
      const Data = tensorArrays[type];
      inputs[name] = { type, dims, data: new Data(copy.buffer, 0, bytes / Data.BYTES_PER_ELEMENT) };
    });
    const values = this.#definition.compute(inputs);
    const result = new ArrayBuffer(this.layout.stride);
    this.outputs.forEach(({ name, type, bytes }, i) => {
      const Data = tensorArrays[type];
      const length = bytes / Data.BYTES_PER_ELEMENT;
      const value = values[name];
      if (value?.length !== length) {
        throw new Error(
          `compute gave ${value?.length ?? 'no'} elements for output \`${name}\`, which has ${length}`,
        );
      }
      new Data(result, this.layout.offsets[i] ?? 0, length).set(value as ArrayLike<never>);
    });
    return result;
  }
}

function layoutOf(outputs: readonly TensorInfo[]): OutputLayout {
  const offsets: number[] = [];
  let stride = 0;
  for (const { bytes } of outputs) {
    offsets.push(stride);
    stride += Math.ceil(bytes / 64) * 64;
  }
  return { offsets, stride };
}
