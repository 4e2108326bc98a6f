// A device as users hold it: loads models, closes them and itself.
import { stat } from 'node:fs/promises';
import {
  AscendRxError,
  assertKnownOptions,
  createModel,
  expected,
  type Model,
  type Device as Port,
  tensorArrays,
} from '@ascend-rx/core';
import type { SchedulerLike } from 'rxjs';
import { aclError } from './acl-failure.js';
import type { NativeDevice } from './addon.js';
import { NativeSession } from './native-session.js';

/** An NPU, or the embedded runtime in its place. Made by {@link openDevice}. */
export class Device implements Port {
  /** `embedded runtime (…)`, or the chip's name as `aclrtGetSocName` gives it. */
  readonly name: string;
  /** True if models run on the CPU, in the embedded runtime. */
  readonly embedded: boolean;
  readonly scheduler: SchedulerLike;
  readonly #native: NativeDevice;
  readonly #models = new Set<Model>();
  readonly #loading = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /** @internal Use {@link openDevice}. */
  constructor(native: NativeDevice, scheduler: SchedulerLike) {
    this.#native = native;
    this.scheduler = scheduler;
    this.embedded = native.embedded;
    this.name = native.embedded
      ? `embedded runtime (${native.socName || 'CPU'})`
      : native.socName || 'Ascend';
  }

  /**
   * Loads a model: a context, an execution stream and up to `slots` slots for it (`aclmdlLoadFromFile`).
   *
   * ```ts
   * import { openDevice } from '@ascend-rx/native';
   *
   * await using device = await openDevice();
   * const model = await device.loadModel('resnet50.onnx');
   * console.log(model.inputs[0]);
   * ```
   *
   * @param path an .om file on an NPU; an ONNX file, whatever its name, on the embedded runtime
   * @param options.slots inferences that may be in flight at once over all pipelines. Default 256, range 1 to 65,536
   * @return the model; closed by its `close()`, or with the device
   * @throws TypeError or RangeError for a wrong option; AscendRxError ERR_MODEL_FILE when there is no such file; ERR_CLOSED when the device is closed, ERR_MODEL_TYPE for an element type without a typed array;
   *   AclError with the runtime's reason when it is not a model, or not one for this device
   */
  async loadModel(path: string, options: { slots?: number } = {}): Promise<Model> {
    this.#assertOpen();
    if (typeof path !== 'string') throw new TypeError(expected('a file name', 'path', path));
    assertKnownOptions('loadModel', options, ['slots']);
    const { slots = 256 } = options;
    if (!Number.isInteger(slots) || slots < 1 || slots > 65536) {
      throw new RangeError(expected('an integer from 1 to 65536', 'slots', slots));
    }
    const loading = this.#load(path, slots);
    this.#loading.add(loading);
    try {
      return await loading;
    } finally {
      this.#loading.delete(loading);
    }
  }

  /**
   * Closes its models, which finish what is in flight, then the device (`aclrtResetDevice`). Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #load(path: string, slots: number): Promise<Model> {
    await assertFile(path);
    this.#assertOpen();
    const session = await NativeSession.load(this.#native, path, slots);
    const odd = [...session.inputs, ...session.outputs].find(({ type }) => !(type in tensorArrays));
    if (odd) {
      await new Promise<void>((done) => session.close(done));
      throw new AscendRxError(
        'ERR_MODEL_TYPE',
        `Expected element types ${Object.keys(tensorArrays).join(', ')} but \`${odd.name}\` of ${path} has ${odd.type}`,
      );
    }
    const model = createModel([session], { scheduler: this.scheduler, name: path });
    this.#models.add(model);
    session.onClosed = () => this.#models.delete(model);
    return model;
  }

  async #close(): Promise<void> {
    await Promise.allSettled([...this.#loading]);
    await Promise.all([...this.#models].map((model) => model.close()));
    await new Promise<void>((done) => this.#native.close(done));
    const failures = this.#native.releaseFailures;
    if (failures) {
      const error = aclError(failures.last);
      process.emitWarning(`${failures.count} resources could not be released; the last: ${error.message}`, {
        code: 'ASCEND_RX_RELEASE',
      });
    }
  }

  #assertOpen(): void {
    if (this.#closing)
      throw new AscendRxError('ERR_CLOSED', 'The device is closed. Open another one with openDevice().');
  }
}

async function assertFile(path: string): Promise<void> {
  let problem = 'is not a file';
  try {
    if ((await stat(path)).isFile()) return;
  } catch (error) {
    problem =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : (error as Error).message;
  }
  throw new AscendRxError('ERR_MODEL_FILE', `Expected a model file but \`${path}\` ${problem}`);
}
