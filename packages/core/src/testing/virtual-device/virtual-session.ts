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
import type { DimsList } from '../../tensors/dims.js';
import type { TensorInfo } from '../../tensors/tensor.js';
import { Fifo } from '../../util/fifo.js';
import { runGuarded } from '../../util/run-guarded.js';
import { scheduleAfter } from '../../util/schedule-at.js';
import { type ComputedOutputs, type Computer, dynamicComputer, staticComputer } from './computer.js';
import type { VirtualModelDefinition } from './define-virtual-model.js';
import type { ReportThread } from './report-thread.js';

/** A task of an execution stream. It calls `next` when its work is done: inside the call or later. */
type Task = (next: () => void) => void;

/** The outputs of one execution, and the times at which it began and ended, in ms. */
interface Result extends ComputedOutputs {
  readonly began: number;
  readonly ended: number;
}

/** A session that simulates its execution stream: a queue of tasks, whose time is the time of a scheduler. */
export class VirtualSession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly batchSizes?: readonly number[];
  readonly layout?: OutputLayout;
  readonly gears?: readonly DimsList[];
  readonly #definition: VirtualModelDefinition;
  readonly #compute: Computer;
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
    const { batchSizes, gears, isDynamic } = definition;
    if (batchSizes) this.batchSizes = batchSizes;
    if (gears) this.gears = gears;
    if (!isDynamic) this.layout = layoutOfBatches(definition.outputs, batchSizes?.at(-1) ?? 1);
    this.#compute = this.layout ? staticComputer(definition, this.layout) : dynamicComputer(definition);
    this.#definition = definition;
    this.#scheduler = scheduler;
    this.#reportThread = reportThread;
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
    // All work so far was for the earlier observer.
    this.#discard();
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], options: ExecuteOptions = {}): void {
    const serviceTime = this.#definition.nextServiceTime(options.batchSize ?? 1);
    this.#queue((next) => {
      const began = this.#scheduler.now();
      this.#after(serviceTime, () => {
        try {
          const computed = this.#compute(inputs, options);
          this.#results[slot] = { ...computed, began, ended: this.#scheduler.now() };
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
    const results = slots.map((slot) => this.#results[slot] as Result);
    for (const slot of slots) this.#results[slot] = undefined;
    const moments = new Float64Array(4 * slots.length);
    results.forEach(({ began, ended }, n) => {
      moments.set([began, began, ended, ended], 4 * n);
    });
    const report = this.layout
      ? { outputs: joined(results, this.layout.stride), moments }
      : {
          outputs: results.map(({ outputs }) => outputs),
          moments,
          dims: results.map(({ dims }) => dims ?? []),
        };
    // The execution stream and the report thread go on, whatever the observer throws.
    runGuarded(() => this.#observer?.report(group, report));
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
}

function joined(results: readonly Result[], stride: number): ArrayBuffer {
  const all = new Uint8Array(results.length * stride);
  results.forEach(({ outputs }, n) => {
    all.set(new Uint8Array(outputs), n * stride);
  });
  return all.buffer;
}

// Reserves space for the largest batch.
function layoutOfBatches(outputs: readonly TensorInfo[], batchSize: number): OutputLayout {
  return layoutOf(
    outputs,
    outputs.map(({ dims }) => [batchSize, ...dims]),
  );
}
