/**
 * How the embedded runtime behaves: the object `embedded` of `aclInit`'s configuration file. The first device of a
 * process fixes it to the end of the process. Over the environment variable `ASCEND_RX_EMBEDDED`, which takes the same
 * as JSON.
 */
export interface EmbeddedSettings {
  /**
   * `'host'`: host and device memory are apart, as on a card, and everything is copied; `'device'`: one, as on a board.
   * Default `'device'`, since a CPU has one; of programs in C++ it is `'host'`.
   */
  runMode?: 'host' | 'device';
  /** Simulated devices, each with memory of its own. Default 1, range 1 to 64. */
  devices?: number;
  /** Memory of each device in MiB; allocation beyond it fails with 207001. Default: what the machine has. */
  memoryMB?: number;
  /** Threads of ONNX Runtime per execution. Default 0: as many as it likes. */
  threads?: number;
  /** What an execution takes at least, in microseconds; a range is drawn from by a seeded generator. Default 0. */
  serviceTimeUs?: number | { min: number; max: number; seed?: number };
  /** Tasks that wait in a stream before a submitter waits. Default 2048. */
  queueDepth?: number;
  /** Failures on purpose. Default none. */
  faults?: readonly EmbeddedFault[];
  /** What happens at a mistake that an NPU would not notice, or punish later. Default `false`: nothing. */
  strict?: 'warn' | 'fail' | boolean;
  /** A file for every ACL call and task, which chrome://tracing and Perfetto open. Default none. */
  trace?: string;
}

/** A failure of an ACL function on purpose: of its `call`-th call, or of some by chance. */
export interface EmbeddedFault {
  /** E.g. `'aclmdlExecuteAsync'`. */
  function: string;
  /** The code it returns, from `aclCodes`. */
  code: number;
  /** Which call, from 1. Either this or `probability`. */
  call?: number;
  /** Of every call, above 0 up to 1. */
  probability?: number;
  /** Of the chance. Default 1. */
  seed?: number;
  /** `'task'`: the call succeeds, and what it queued fails: seen at synchronize. Default `'call'`. */
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
];
