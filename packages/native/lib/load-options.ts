import { assertKnownOptions, expected } from '@ascend-rx/core/device';

/** Options of {@link Device.loadModel}. */
export interface LoadOptions {
  /** Executions that may be in flight at once per instance, over all pipelines. Default 256, range 1 to 65,536. */
  slots?: number;
  /**
   * How many times the model is loaded. Each instance has a context, an execution stream and slots of its own; an input
   * goes to the instance with the fewest inputs in flight. Default: one instance for each of `devices`; range 1 to 1024.
   */
  instances?: number;
  /**
   * Numbers of the devices that the instances are spread over, in turn. Devices that are not open yet are opened, and are
   * closed with this one. Default: this device.
   */
  devices?: readonly number[];
  /**
   * The ONNX file that an offline model (.om) was compiled from: the embedded runtime runs it in the place of the offline
   * model. Without effect on a real library, which loads the offline model, and for a model that is none. Default: the file
   * with its name and `.onnx` in the place of `.om`, in the folder of the setting `twins` or beside it.
   */
  twin?: string;
}

/** How a model is loaded, checked: one instance on each of `devices`, which may name a device several times. */
export interface LoadSettings {
  readonly slots: number;
  readonly devices: readonly number[];
  readonly twin: string | undefined;
}

/**
 * @param ownDevice the number of the device that loads the model
 * @throws TypeError or RangeError for a wrong option
 */
export function loadSettings(options: LoadOptions, ownDevice: number): LoadSettings {
  assertKnownOptions('loadModel', options, ['slots', 'instances', 'devices', 'twin']);
  const { slots = 256, devices = [ownDevice], twin } = options;
  assertIntegerTo(65_536, 'slots', slots);
  assertDevices(devices);
  const { instances = devices.length } = options;
  assertIntegerTo(1024, 'instances', instances);
  if (twin !== undefined && (typeof twin !== 'string' || twin === '')) {
    throw new TypeError(expected('a file name', 'twin', twin));
  }
  return {
    slots,
    devices: Array.from({ length: instances }, (_, i) => devices[i % devices.length] as number),
    twin,
  };
}

/** Throws a RangeError unless it can be a device's number. */
export function assertDeviceId(name: string, id: unknown): void {
  if (Number.isInteger(id) && (id as number) >= 0 && (id as number) <= 0x7fffffff) return;
  throw new RangeError(expected('an integer ≥ 0', name, id));
}

function assertIntegerTo(most: number, name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(expected(`an integer from 1 to ${most}`, name, value));
}

function assertDevices(devices: readonly number[]): void {
  if (!Array.isArray(devices))
    throw new TypeError(expected('an array of device numbers', 'devices', devices));
  if (devices.length === 0) throw new RangeError(expected('at least one device number', 'devices', devices));
  devices.forEach((id, i) => {
    assertDeviceId(`devices[${i}]`, id);
    if (devices.indexOf(id) < i) {
      throw new RangeError(expected('a device that is not named twice', `devices[${i}]`, id));
    }
  });
}
