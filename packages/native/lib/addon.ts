// The addon: finds and loads the compiled binary, and declares its classes. The only place that knows
// of either.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import type { OutputLayout, TensorInfo } from '@ascend-rx/core';
import { AscendRxError } from '@ascend-rx/core';

/** What the addon tells of a failed ACL call; an AclError is made of it. */
export interface NativeFailure {
  api: string;
  code: number;
  detail: string;
}

/** One place to look for an AscendCL library, as `src/acl/library.h` takes it. */
export interface LibraryCandidate {
  /** For people: why this place. */
  origin: string;
  /** Opened together; each function is taken from the first that has it. */
  files: string[];
  embedded: boolean;
  /** Contents of the configuration file for `aclInit`. Default: none. */
  config?: string;
  /** The same, where there is no `config` and nobody in this process has initialised AscendCL yet. */
  defaultConfig?: string;
  /** Executions that a stream takes without making who submits them wait. Default 0: any submission may wait. */
  credit?: number;
}

/** An opened device (`src/addon/device_object.h`). */
export interface NativeDevice {
  readonly embedded: boolean;
  readonly socName: string;
  readonly releaseFailures: { count: number; last: NativeFailure } | undefined;
  /** Once, after its sessions are closed. */
  close(closed: () => void): void;
}

/**
 * One loaded copy of a model (`src/addon/session_object.h`). `calls` says what is to be done: see `performCalls`. `reports`
 * has room for four numbers per slot: of every group that is reported its number, where in `outputs` it begins, how many
 * slots it has, and those. Where it is given `moments`, with room for four per slot, it fills them for
 * these groups: milliseconds of `steadyNow()` plus `clockOffset`.
 */
export interface NativeSession {
  readonly inputs: TensorInfo[];
  readonly outputs: TensorInfo[];
  readonly layout: OutputLayout;
  readonly batchSizes: number[] | undefined;
  /** For a model with one input and without batches: memory for the input of every slot, at multiples of 64. */
  useInbox(inbox: ArrayBuffer): void;
  /**
   * Does what stands in so many words of `calls`, in that order. A slot's number: executes what lies in its inbox.
   * `launchWord`, plus `blockWord` for a callback that blocks, plus a count: launches a callback for the group whose number
   * and slots, so many, are the words that follow.
   */
  performCalls(words: number): void;
  /**
   * In a batch the inputs come sample by sample; without batches an only input comes without a list around it. None: what
   * lies in the inbox of the slot. `outputs`: where they are wanted, as `layout` says; for all executions, or for none. It
   * must stay until the slot is reported, or the session has failed or closed.
   */
  execute(
    slot: number,
    inputs: readonly ArrayBufferView[] | ArrayBufferView | undefined,
    batchSize?: number,
    outputs?: ArrayBuffer,
  ): void;
  /** `count`: of the group's slots, the first words of `calls`. */
  synchronize(group: number, count: number): void;
  rebuild(built: (failure?: NativeFailure) => void): void;
  /** Once. */
  close(closed: () => void): void;
}

/** Words of `calls`. */
export const launchWord = 2 ** 31;
export const blockWord = 2 ** 30;

/** The addon's exports. */
export interface Addon {
  /** Node's own, by which events wait for the loop's next turn. Once, before anything else. */
  useImmediate(set: typeof setImmediate): void;
  /**
   * Stops and joins every native thread of this environment. For its end: nothing is told after it. With the exit code
   * of the process it does not wait long: a thread that is still busy ends with the process.
   */
  stop(exitCode?: number): void;
  /** Milliseconds on the clock of native moments. */
  steadyNow(): number;
  NativeDevice: new (
    candidates: readonly LibraryCandidate[],
    deviceId: number,
    opened: (failure?: NativeFailure) => void,
  ) => NativeDevice;
  NativeSession: new (
    device: NativeDevice,
    path: string,
    slots: number,
    built: (failure?: NativeFailure) => void,
    /**
     * `outputs`: unless `execute` was told where they are wanted. `failures`, if there are any: one place for each
     * execution of all these groups.
     */
    reported: (
      groups: number,
      outputs: ArrayBuffer | undefined,
      failures?: readonly (NativeFailure | undefined)[],
    ) => void,
    failed: (failure: NativeFailure) => void,
    calls: Uint32Array,
    reports: Uint32Array,
    moments?: Float64Array,
    clockOffset?: number,
  ) => NativeSession;
}

/** Where cmake-js puts what it builds; seen from `lib` and from `dist` alike. */
export const buildFolder = fileURLToPath(new URL('../build/Release/', import.meta.url));

/** The compiled addon. */
export const addonFile = `${buildFolder}ascend_rx.node`;

let loaded: Addon | undefined;

/**
 * The addon, loaded on first use.
 *
 * @throws AscendRxError ERR_ADDON with the cause and the remedy, when it has not been built or cannot be loaded here
 */
export function addon(): Addon {
  loaded ??= load();
  return loaded;
}

function load(): Addon {
  const here = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
  if (!existsSync(addonFile)) {
    throw new AscendRxError(
      'ERR_ADDON',
      `The native addon has not been built for ${here}: there is no ${addonFile}. ` +
        'Build it with "npx cmake-js compile" in the folder of @ascend-rx/native (it needs CMake and a C++17 compiler).',
    );
  }
  try {
    const binary = createRequire(import.meta.url)(addonFile) as Addon;
    binary.useImmediate(setImmediate);
    // The earliest moment of a process's end, `process.exit()` and uncaught exceptions included: whatever a
    // native thread is in the middle of, also loading ONNX Runtime, ends before its libraries do.
    process.once('exit', (code) => binary.stop(isMainThread ? code : undefined));
    return binary;
  } catch (cause) {
    throw new AscendRxError(
      'ERR_ADDON',
      `The native addon could not be loaded on ${here}: ${(cause as Error).message}. ` +
        'If it was built on another machine or with other libraries, build it again: "npx cmake-js rebuild" in the folder of @ascend-rx/native.',
      { cause },
    );
  }
}
