import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import type { SchedulerLike } from 'rxjs';
import { Device } from './device.js';
import { type EmbeddedSettings, embeddedSettingNames, settingsOfEnvironment } from './embedded-settings.js';
import { libraryCandidates } from './library-candidates.js';
import { assertDeviceId } from './load-options.js';
import { NativeDevices } from './native-devices.js';
import { preciseScheduler } from './precise-scheduler.js';

/** Options of {@link openDevice}. */
export interface DeviceOptions {
  /**
   * Which AscendCL to use: `'embedded'` for the embedded runtime, or the path of a libascendcl.so. Default:
   * the environment variable `ASCEND_RX_LIBRARY` if set, else this machine's own with an NPU behind it, else
   * the embedded runtime.
   */
  library?: string;
  /** Settings of the embedded runtime, which is then the one that is opened. See {@link EmbeddedSettings}. */
  embedded?: EmbeddedSettings;
  /** The device's number, from 0. Default 0. */
  deviceId?: number;
  /**
   * Runs every timer of operators and models on this device, and is their clock. Default: the platform's timers with
   * `performance.now()`, both also where a test framework has installed fake timers. With another clock, the timing of
   * results does not show how long their copies took: all of it counts as `compute`.
   */
  scheduler?: SchedulerLike;
  /**
   * Detects inputs whose memory changes before their results have been emitted: such an input fails with AscendRxError
   * ERR_INPUT_CHANGED. Native threads read copies then, so that inputs cost more. Default: whether the
   * environment variable `ASCEND_RX_DEVELOPMENT` is `1`.
   */
  development?: boolean;
}

const optionNames = ['library', 'embedded', 'deviceId', 'scheduler', 'development'];

/**
 * Opens a device: an NPU where there is one, else the embedded runtime on the CPU.
 *
 * Loads the AscendCL library, initialises it (`aclInit`, counted over the process), takes the device
 * (`aclrtSetDevice`) and starts its report thread. Nothing of that runs on the JavaScript thread. An idle device does not
 * keep the process alive.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { openDevice } from '@ascend-rx/native';
 * import { of } from 'rxjs';
 *
 * await using device = await openDevice();
 * const model = await device.loadModel('identity.onnx');
 * of(new Float32Array(16)).pipe(infer(model)).subscribe(({ outputs }) => console.log(outputs));
 * ```
 *
 * @param options see {@link DeviceOptions}
 * @return the device; close it with `close()` or `await using`
 * @throws TypeError or RangeError for a wrong option; AscendRxError ERR_NO_DEVICE with the cause for every
 *   library that was tried; ERR_RESOURCES when the process has no thread or memory left for it; ERR_ADDON when the addon
 *   is missing
 */
export async function openDevice(options: DeviceOptions = {}): Promise<Device> {
  const { library, embedded, deviceId = 0, scheduler = preciseScheduler } = checked(options);
  const { development = process.env.ASCEND_RX_DEVELOPMENT === '1' } = options;
  const natives = await NativeDevices.open(libraryCandidates(library, embedded), deviceId);
  const { twins } = { ...settingsOfEnvironment(), ...embedded };
  return new Device(natives, scheduler, development, typeof twins === 'string' ? twins : undefined);
}

function checked(options: DeviceOptions): DeviceOptions {
  assertKnownOptions('openDevice', options, optionNames);
  const { library, embedded, deviceId = 0, development = false } = options;
  if (library !== undefined && (typeof library !== 'string' || library === '')) {
    throw new TypeError(expected("'embedded' or a path", 'library', library));
  }
  if (embedded !== undefined) {
    assertKnownOptions('openDevice embedded', embedded, embeddedSettingNames);
    if (library !== undefined && library !== 'embedded') {
      throw new TypeError(expected("'embedded', as `embedded` is given, or neither", 'library', library));
    }
  }
  assertDeviceId('deviceId', deviceId);
  if (typeof development !== 'boolean') {
    throw new TypeError(expected('true or false', 'development', development));
  }
  return options;
}
