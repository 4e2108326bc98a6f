// The port: what an implementation (virtual device, embedded runtime, real NPU) offers and core
// drives. Callback style with no Promise on the way of an input, because promises cannot run in
// virtual time. Everything here belongs to one JavaScript thread; what a callback reports never
// runs inside the call that caused it.
import type { SchedulerLike } from 'rxjs';
import type { AclError } from './errors/acl-error.js';
import type { TensorInfo } from './tensor.js';

/** How the execution stream treats a callback: `'block'` is ACL_CALLBACK_BLOCK, `'no-block'` ACL_CALLBACK_NO_BLOCK. */
export type BlockType = 'block' | 'no-block';

/**
 * One loaded copy of a model: a context, an execution stream and slots of its own. Made by a device,
 * owned by the {@link Model} built over it.
 *
 * A slot is one input/output pair, named by an index from 0 to `slots - 1`. Its memory is made on
 * first use. A slot that has been given to {@link execute} is busy until the group it was closed
 * with is reported, or the session has failed.
 */
export interface Session {
  /** Of one input: where the model takes batches, without their size (a first dimension of 1). */
  readonly inputs: readonly TensorInfo[];
  /** Of one input, too. */
  readonly outputs: readonly TensorInfo[];
  /** How many slots there can be, ≥ 1. */
  readonly slots: number;
  /** The batch sizes the model can execute, ascending: its gears. Absent: it takes one input at a time. */
  readonly batchSizes?: readonly number[];
  /**
   * Where the outputs of an execution lie in a report: output `i` of the `n`-th execution of a group starts
   * `n * layout.stride + layout.offsets[i]` bytes behind the group's first; those of a batch's inputs one after the other. Offsets and stride are
   * multiples of 64, and have room for the largest batch.
   */
  readonly layout: OutputLayout;

  /** Sets the one receiver of this session's events. Called before anything is executed; the last call counts. */
  observe(observer: SessionObserver): void;

  /**
   * A buffer of outputs that was reported for one execution alone has no reader any more: it may be used for others. The
   * session takes its memory away from whoever still has the buffer. Absent: the garbage collector sees to it.
   */
  release?(outputs: ArrayBuffer): void;

  /**
   * Queues copy-in, `aclmdlExecuteAsync` and copy-out on the execution stream. Never waits for the device.
   *
   * `inputs` holds one view per model input, in the model's order, each of exactly its bytes (the caller has checked);
   * for a batch the views of its first input, then those of its second, and so on. Large ones are borrowed until the
   * slot is free again, small ones copied here. A refusal by the device is reported with the group, so that the slot
   * comes back the same way. If this throws, nothing was queued and the slot is free.
   *
   * @param batchSize one of `batchSizes`, at least the number of inputs given; what the rest of it holds is nobody's
   *   concern. Absent where the model has none
   */
  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void;

  /**
   * Closes a group: queues one `aclrtLaunchCallback` behind the executions of `slots`. `group` names it
   * in the report, which comes when the stream has reached the callback. If the launch is refused, the
   * session synchronizes instead: the group is reported, or the session has failed. Groups may have no executions,
   * and there may be any number of those.
   */
  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void;

  /** Closes a group without a callback: `aclrtSynchronizeStream`, then the report (`callbackInterval: 0`). */
  synchronize(group: number, slots: readonly number[]): void;

  /**
   * After `failed`: makes context, execution stream and model anew. `done` is called once; with an
   * error the session stays down and may be rebuilt again.
   */
  rebuild(done: (error?: AclError) => void): void;

  /**
   * Releases everything. What is still queued is wanted by nobody, since the model waits for what is: it may be
   * discarded. Idempotent, legal in every state. Nothing is reported after `done`, which is called exactly once for
   * each call.
   */
  close(done: () => void): void;
}

/** Places of the outputs in a report's buffer, in bytes. */
export interface OutputLayout {
  readonly offsets: readonly number[];
  readonly stride: number;
}

/** Receives what a {@link Session} has to say. */
export interface SessionObserver {
  /**
   * A group is done and its slots are free. `outputs` belongs to the receiver.
   *
   * @param group the number given when the group was closed
   * @param outputs the outputs of all its executions, placed as {@link Session.layout} says; of other groups, too, if
   *   they came together and are small. Or a list of buffers, one for each execution, where they are large
   * @param failures what the device refused at submission, and what else makes a result void: `failures[n]` is set for the
   *   n-th execution if its bytes in `outputs` mean nothing. Absent when all went well
   * @param moments when, in ms on the device's scheduler, the device began with each execution, had its inputs, had
   *   computed, and had its outputs on the host: four numbers per execution. Absent where that is not known: all of
   *   the time then counts as computing
   * @param offset where in `outputs` those of this group begin, in bytes: a multiple of 64. Default 0; of no meaning for a
   *   list
   */
  report(
    group: number,
    outputs: ArrayBuffer | readonly ArrayBuffer[],
    failures?: readonly (Error | undefined)[] | undefined,
    moments?: ArrayLike<number> | undefined,
    offset?: number,
  ): void;

  /**
   * Fail-stop: something failed on the device. No group that has not been reported will be; the device
   * has let go of all memory, so every slot is free. Nothing may be executed before {@link Session.rebuild}.
   */
  failed(error: AclError): void;
}

/** What opens models. Implementations add how a model is made: `loadModel(path)`, `createModel(definition)`. */
export interface Device {
  /** For people: what computes, e.g. `Ascend310B4` or `embedded (ONNX Runtime 1.30.0, CPU)`. */
  readonly name: string;
  /** Every timer of operators and models on this device runs on it. */
  readonly scheduler: SchedulerLike;
  /** Closes its models, then releases the device. Idempotent; waits for work that has been queued. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
