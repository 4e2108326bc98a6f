// A device as users hold it: loads models, closes them and itself.
import { AscendRxError, type Model } from '@ascend-rx/core';
import { createModel, type Device as DeviceInterface, expected, tensorArrays } from '@ascend-rx/core/device';
import type { SchedulerLike } from 'rxjs';
import { aclError } from './acl-failure.js';
import { captureContext } from './capture-context.js';
import { type LoadOptions, type LoadSettings, loadSettings } from './load-options.js';
import { loadSession } from './load-session.js';
import type { LoadedSession } from './loaded-session.js';
import { ModelFile } from './model-file.js';
import type { NativeDevices } from './native-devices.js';
import type { OfflineModel } from './om/offline-model.js';
import {
  assertTwin,
  assertTwinExists,
  offlineModelAt,
  type TwinPath,
  twinOfOpenSizes,
  twinPath,
} from './om/twin.js';
import { modelPath } from './reading/model-path.js';

/** An NPU, or the embedded runtime in its place. Made by {@link openDevice}. */
export class Device implements DeviceInterface {
  /** `embedded runtime (…)`, or the chip's name as `aclrtGetSocName` gives it. */
  readonly name: string;
  /** True if models run on the CPU, in the embedded runtime. */
  readonly embedded: boolean;
  readonly scheduler: SchedulerLike;
  readonly #natives: NativeDevices;
  readonly #development: boolean;
  readonly #twins: string | undefined;
  readonly #models = new Set<Model>();
  readonly #loading = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /** @internal Use {@link openDevice}. */
  constructor(natives: NativeDevices, scheduler: SchedulerLike, development: boolean, twins?: string) {
    this.#natives = natives;
    this.scheduler = scheduler;
    this.#development = development;
    this.#twins = twins;
    const { embedded, socName } = natives.first;
    this.embedded = embedded;
    this.name = embedded ? `embedded runtime (${socName || 'CPU'})` : socName || 'Ascend';
  }

  /**
   * Loads a model (`aclmdlLoadFromFile`): once, or several times over one or more devices. Each of these instances has a
   * context, an execution stream and slots of its own, so that they compute at the same time; an input goes to the
   * instance with the fewest inputs in flight. An instance that fails is built again while the others go on. After five
   * failures in a row it is not used any more (`model.events$`).
   *
   * The path is resolved at once, and the file stays open until the model is closed: all instances get the contents that the
   * file has now, also one that is built again after the working directory was changed, or the file was deleted or replaced.
   * Where those contents are gone, because the file or external data of it was overwritten, the instance fails with an
   * AclError that says so. A later call for the same path loads what is there then.
   *
   * ```ts
   * import { openDevice } from '@ascend-rx/native';
   *
   * await using device = await openDevice();
   * const model = await device.loadModel('resnet50.onnx', { instances: 2 });
   * console.log(model.inputs[0]);
   * ```
   *
   * @typeParam Outputs names of the outputs, for the types of results: `loadModel<'boxes' | 'scores'>(…)`
   * @param path an .om file on an NPU; an ONNX file, whatever its name, on the embedded runtime. Of an .om file, the embedded
   *   runtime runs the twin: the ONNX file beside it, or the one that the option `twin` names, if its inputs, outputs and gears
   *   are those of the .om file
   * @param options see {@link LoadOptions}
   * @return the model; closed by its `close()`, or with the device
   * @throws TypeError or RangeError for a wrong option; AscendRxError ERR_MODEL_FILE when there is no such file, it
   *   cannot be read, it changes meanwhile, or it is an .om file without a twin that is like it; ERR_NO_DEVICE when one of `devices` cannot be opened; ERR_CLOSED when the
   *   device is closed; ERR_MODEL_TYPE for an element type without a typed array; ERR_RESOURCES when the process has no
   *   thread, memory or file descriptor left for it; AclError with the runtime's reason when it is not a model, or not one for
   *   this device. Nothing is left loaded then
   */
  async loadModel<Outputs extends string = string>(
    path: string,
    options: LoadOptions = {},
  ): Promise<Model<Outputs>> {
    this.#assertOpen();
    if (typeof path !== 'string') throw new TypeError(expected('a file name', 'path', path));
    const settings = loadSettings(options, this.#natives.firstId);
    const twin = twinPath(path, settings.twin, this.#twins);
    const loading = this.#load(path, modelPath(path), settings, twin);
    this.#loading.add(loading);
    try {
      // Nothing checks the names of the outputs that the caller gives as types.
      return (await loading) as Model<string> as Model<Outputs>;
    } finally {
      this.#loading.delete(loading);
    }
  }

  /**
   * Ends loads under way: they fail with ERR_CLOSED where the runtime can end them. Closes its models, which finish what is in flight, then the device (`aclrtResetDevice`), and the others that its
   * models are on. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @param absolute the absolute path, resolved when loadModel() was called */
  async #load(
    path: string,
    absolute: string,
    { slots, devices }: LoadSettings,
    twin: TwinPath,
  ): Promise<Model> {
    // Only a chip can run an offline model.
    const offline = this.embedded ? await offlineModelAt(path, absolute) : undefined;
    const file = await (offline ? twinFile(path, absolute, offline, twin) : ModelFile.open(path, absolute));
    let sessions: LoadedSession[];
    try {
      const natives = await Promise.all(devices.map((id) => this.#natives.get(id)));
      this.#assertOpen();
      sessions = await allOrNone(
        natives.map((native) => loadSession(native, file, slots, this.scheduler, this.#development)),
      );
    } catch (error) {
      // Its end may be why.
      this.#assertOpen();
      throw error;
    } finally {
      file.close();
    }
    try {
      assertAlike(path, sessions);
      assertReadable(path, sessions);
      const [session] = sessions;
      if (offline && session) assertTwin(path, offline, twin, session);
    } catch (error) {
      await Promise.all(sessions.map(close));
      throw error;
    }
    const model = createModel(sessions, { scheduler: this.scheduler, name: path, captureContext });
    this.#models.add(model);
    let open = sessions.length;
    for (const session of sessions) {
      session.onClosed = () => {
        open -= 1;
        if (open === 0) this.#models.delete(model);
      };
    }
    return model;
  }

  async #close(): Promise<void> {
    this.#natives.endLoads();
    await Promise.allSettled([...this.#loading]);
    await Promise.all([...this.#models].map((model) => model.close()));
    await this.#natives.close();
    const failures = this.#natives.first.releaseFailures;
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

/** The file that runs in the place of an offline model. */
async function twinFile(
  path: string,
  absolute: string,
  offline: OfflineModel,
  twin: TwinPath,
): Promise<ModelFile> {
  await assertTwinExists(path, twin, offline.chip);
  // The runtime gets the offline model where it has to take sizes from it, and opens the twin itself.
  const files = await twinOfOpenSizes(offline, twin);
  if (files) return ModelFile.open(path, absolute, files);
  return ModelFile.open(twin.given, twin.path);
}

function close(session: LoadedSession): Promise<void> {
  return new Promise((done) => session.close(done));
}

// If one fails, the others are closed.
async function allOrNone(loads: readonly Promise<LoadedSession>[]): Promise<LoadedSession[]> {
  const outcomes = await Promise.allSettled(loads);
  const sessions = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failure = outcomes.find((each) => each.status === 'rejected');
  if (!failure) return sessions;
  await Promise.all(sessions.map(close));
  throw failure.reason;
}

// The reports of all sessions are read with one layout.
function assertAlike(path: string, sessions: readonly LoadedSession[]): void {
  const [first, ...others] = sessions.map(({ inputs, outputs, layout, batchSizes, gears }) =>
    JSON.stringify({ inputs, outputs, layout, batchSizes, gears }),
  );
  if (others.every((other) => other === first)) return;
  throw new AscendRxError(
    'ERR_MODEL_FILE',
    `Expected one model but \`${path}\` has changed while it was loaded`,
  );
}

function assertReadable(path: string, [session]: readonly LoadedSession[]): void {
  const odd = [...(session?.inputs ?? []), ...(session?.outputs ?? [])].find(
    ({ type }) => !(type in tensorArrays),
  );
  if (!odd) return;
  const known = Object.keys(tensorArrays).join(', ');
  throw new AscendRxError(
    'ERR_MODEL_TYPE',
    `Expected element types ${known} but \`${odd.name}\` of ${path} has ${odd.type}`,
  );
}
