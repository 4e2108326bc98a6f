/**
 * Settings of the embedded runtime: the object `embedded` of `aclInit`'s configuration file. The first device of a process
 * fixes them until the process ends. They override those of the environment variable `ASCEND_RX_EMBEDDED`, which holds the
 * same object as JSON.
 */
export interface EmbeddedSettings {
  /**
   * `'host'`: host and device have separate memory, as with a card, and everything is copied. `'device'`: they share one
   * memory, as on a board. Default `'device'`, since a CPU has one memory; for programs in C++ `'host'`.
   */
  runMode?: 'host' | 'device';
  /** How many devices are simulated, each with memory of its own. Default 1, range 1 to 64. */
  devices?: number;
  /** Memory of each device in MiB; an allocation beyond it fails with 207001. Default: the memory of the machine. */
  memoryMB?: number;
  /** Threads of ONNX Runtime per execution. Default 0: ONNX Runtime chooses. */
  threads?: number;
  /** The shortest time of an execution, in microseconds; for a range, a seeded generator draws the time. Default 0. */
  serviceTimeUs?: number | { min: number; max: number; seed?: number };
  /** How many tasks an execution stream holds; submitting to a full one waits. Default 2048. */
  queueDepth?: number;
  /** Failures on purpose. Default none. */
  faults?: readonly EmbeddedFault[];
  /** What happens at a mistake that an NPU would not report, or not at once. Default `false`: nothing. */
  strict?: 'warn' | 'fail' | boolean;
  /** The name of a trace file with every ACL call and task, for chrome://tracing and Perfetto. Default none. */
  trace?: string;
  /**
   * A folder with the ONNX files that run in the place of offline models: each is called as the offline model is, with `.onnx` in
   * the place of `.om`. It has precedence over the folder of the offline model. Default none.
   */
  twins?: string;
  /**
   * How programs in C++ see the names of outputs: as in the ONNX file, or as ATC would name them. In TypeScript, the latter are
   * `rawName`. Default `'onnx'`.
   */
  outputNames?: 'onnx' | 'atc';
}

/** Makes an ACL function fail: at its `call`-th call, or at random. */
export interface EmbeddedFault {
  /** E.g. `'aclmdlExecuteAsync'`. */
  function: string;
  /** The code it returns, from `aclCodes`. */
  code: number;
  /** The number of the call, from 1. Either this or `probability`. */
  call?: number;
  /** The probability that a call fails, above 0, up to 1. */
  probability?: number;
  /** Of the random generator. Default 1. */
  seed?: number;
  /** `'task'`: the call succeeds, and the task that it queued fails, as synchronize shows. Default `'call'`. */
  at?: 'call' | 'task';
}

/** The keys of {@link EmbeddedSettings}. */
export const embeddedSettingNames: readonly (keyof EmbeddedSettings)[] = [
  'runMode',
  'devices',
  'memoryMB',
  'threads',
  'serviceTimeUs',
  'queueDepth',
  'faults',
  'strict',
  'trace',
  'twins',
  'outputNames',
];

/** The settings in the environment variable. None where it cannot be read: the runtime reads it, too, and says what is wrong. */
export function settingsOfEnvironment(): EmbeddedSettings {
  try {
    return (JSON.parse(process.env.ASCEND_RX_EMBEDDED || '{}') ?? {}) as EmbeddedSettings;
  } catch {
    return {};
  }
}
