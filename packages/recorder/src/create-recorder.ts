import { Recorder } from './recorder.js';
import type { RecorderOptions } from './recorder-options.js';

/**
 * Makes a recorder. Given to pipelines as their option `recorder`, it keeps when values came, took a slot, were reported
 * and emitted, what was dropped, what failed, and how each pipeline ended. One recorder may serve several pipelines. It
 * sees everything that a model did only if all pipelines of that model have it. Its memory is bounded by `limit`.
 *
 * `toChromeTrace()` shows the recording in ui.perfetto.dev. `toTest()` prints it as a test, so that what failed in the
 * field can be made to fail on a developer's machine.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { createVirtualDevice } from '@ascend-rx/core/testing';
 * import { createRecorder } from '@ascend-rx/recorder';
 * import { range } from 'rxjs';
 *
 * const recorder = createRecorder();
 * const model = createVirtualDevice({ serviceTime: 3 }).createModel();
 * range(10)
 *   .pipe(infer(model, { inputs: (n) => Float32Array.of(n), callbackInterval: 4, label: 'camera 1', recorder }))
 *   .subscribe({
 *     complete: () => {
 *       console.log(JSON.stringify(recorder.toChromeTrace()));
 *       console.log(recorder.toTest('camera 1'));
 *     },
 *   });
 * ```
 *
 * @param options see {@link RecorderOptions}
 * @throws TypeError for an unknown option or a wrong type; RangeError for `limit`
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  return new Recorder(options);
}
