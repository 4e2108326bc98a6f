// The device interface: what an implementation (virtual device, embedded runtime, NPU) offers and core uses. It works with
// callbacks and without Promises, because promises cannot run in virtual time. Everything here belongs to one
// JavaScript thread. A callback never runs inside the call that caused it.
import type { AclError } from '../errors/acl-error.js';
import type { DimsList } from '../tensors/dims.js';
import type { TensorInfo } from '../tensors/tensor.js';

/** How the execution stream treats a callback: `'block'` is ACL_CALLBACK_BLOCK, `'no-block'` ACL_CALLBACK_NO_BLOCK. */
export type BlockType = 'block' | 'no-block';

/**
 * One loaded copy of a model, with a context, an execution stream and slots of its own. A device makes it; the `Model`
 * that is built over it owns it.
 *
 * A slot is one input/output pair, named by an index from 0 to `slots - 1`. Its memory is made on first use. A slot
 * that was given to {@link execute} is busy until the group that holds it is reported, or until the session has failed.
 */
export interface Session {
  /** The model's inputs. Where the model takes batches, they are described for one sample: the first dimension is 1. */
  readonly inputs: readonly TensorInfo[];
  /** The model's outputs, described for one sample, too. */
  readonly outputs: readonly TensorInfo[];
  /** The highest number of slots, ≥ 1. */
  readonly slots: number;
  /**
   * The batch sizes that the model can execute (its gears), ascending. Absent: it takes one sample at a time, or the session is
   * dynamic.
   */
  readonly batchSizes?: readonly number[];
  /**
   * Where the outputs of an execution lie in a report: output `i` of the `n`-th execution of a group begins
   * `n * layout.stride + layout.offsets[i]` bytes after the group's first byte. The samples of a batch follow each other.
   * Offsets and stride are multiples of 64 bytes and have room for the largest batch.
   *
   * Absent: the session is dynamic. The sizes of its outputs are not known before an execution; each report has dims, and
   * `layoutOf` makes the layout of an execution of them.
   */
  readonly layout?: OutputLayout;
  /**
   * Of a dynamic session whose model was compiled for certain dims: for each of these gears, the dims of every input. Absent:
   * the session executes any dims that `inputs` allow.
   */
  readonly gears?: readonly DimsList[];

  /** Sets the one receiver of this session's events. It is called before anything is executed; the last call counts. */
  observe(observer: SessionObserver): void;

  /**
   * Gives back a buffer of outputs that was reported for one execution alone and has no reader any more. The session
   * detaches the buffer and may use its memory for other executions. Absent: the garbage collector frees such buffers.
   */
  release?(outputs: ArrayBuffer): void;

  /**
   * Queues copy-in, `aclmdlExecuteAsync` and copy-out on the execution stream. Never waits for the device.
   *
   * `inputs` holds one view per model input, in the model's order; the caller has checked that each has exactly the
   * bytes of the input, or of its dims in `options`. For a batch, the views of the first sample come first, then those of the second, and so on. Large
   * views are borrowed until the slot is free again; small ones are copied here. A refusal by the device is reported
   * with the group, so that the slot comes back the same way. If this function throws, nothing was queued and the slot
   * is free.
   *
   * @param options absent where there is nothing to say: a model without batch sizes whose dims are all known
   */
  execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions): void;

  /**
   * Closes a group: queues one `aclrtLaunchCallback` after the executions of `slots`. `group` names the group in its
   * report, which comes when the execution stream has reached the callback. If the launch is refused, the session
   * synchronizes instead: then the group is reported, or the session has failed. A group may have no executions, and
   * there may be any number of such groups.
   */
  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void;

  /** Closes a group without a callback (`callbackInterval: 0`): `aclrtSynchronizeStream`, then the report. */
  synchronize(group: number, slots: readonly number[]): void;

  /**
   * Makes context, execution stream and model again after `failed`. `done` is called once; after an error the session
   * stays down and may be rebuilt again.
   */
  rebuild(done: (error?: AclError) => void): void;

  /**
   * Releases everything. Nobody wants what is still queued, since the model has waited for all that is wanted: the
   * session may discard it. Idempotent, legal in every state. `done` is called exactly once for each call of `close`;
   * nothing is reported afterwards.
   */
  close(done: () => void): void;
}

/** What an execution is to be beyond its inputs. The object belongs to the caller and never changes. */
export interface ExecuteOptions {
  /**
   * One of `batchSizes`, at least the number of samples given; the content of the other samples is undefined. Absent where
   * the model has no batch sizes. Of a dynamic session: the number of samples given; absent for one.
   */
  readonly batchSize?: number;
  /**
   * Of a dynamic session, always: the dims of every input of this execution, of the whole batch. The caller has checked
   * that they agree with `inputs`, and with one of `gears` where there are any.
   */
  readonly dims?: DimsList;
}

/** Where the outputs lie in a report's buffer, in bytes. */
export interface OutputLayout {
  readonly offsets: readonly number[];
  readonly stride: number;
}

/** What a session tells of a group: the outputs of its executions, which of them failed, and when what happened. */
export interface GroupReport {
  /**
   * The outputs of all executions of the group, placed as {@link Session.layout} says. The buffer may hold the outputs of
   * other groups, too, if they are small and came together. Where outputs are large, and of a dynamic session always: a list
   * with one buffer per execution.
   */
  readonly outputs: ArrayBuffer | readonly ArrayBuffer[];
  /**
   * Where the outputs of this group begin in `outputs`, in bytes: a multiple of 64. Default 0. Without meaning for a list.
   */
  readonly offset?: number;
  /**
   * Why a result is void: `failures[n]` is set if the bytes of the n-th execution in `outputs` mean nothing, for example
   * because the device refused it at submission. Absent when all went well.
   */
  readonly failures?: readonly (Error | undefined)[] | undefined;
  /**
   * Four numbers per execution, in ms on the device's scheduler: when the device began with it, had its inputs, had
   * computed, and had its outputs on the host. Absent where that is not known: then all of the time counts as computing, and
   * no input is dropped at its result because the device began too late. A first moment must not be later than the true one
   * by more than the group's callback took to reach the host.
   */
  readonly moments?: ArrayLike<number> | undefined;
  /**
   * Of a dynamic session: `dims[n]` are the dims of every output of the n-th execution, of the whole batch. Those of an
   * execution that failed mean nothing. The buffer of the execution has the layout that `layoutOf` makes of them.
   */
  readonly dims?: readonly DimsList[] | undefined;
}

/** Receives the events of a {@link Session}. */
export interface SessionObserver {
  /**
   * A group is done and its slots are free.
   *
   * @param group the number that was given when the group was closed
   * @param report the outputs of its executions; it belongs to the receiver
   */
  report(group: number, report: GroupReport): void;

  /**
   * Fail-stop: something failed on the device. Groups that have not been reported never will be. The device has let go
   * of all memory, so every slot is free. Nothing may be executed before {@link Session.rebuild}.
   */
  failed(error: AclError): void;
}
