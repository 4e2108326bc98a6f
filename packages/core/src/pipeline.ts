// One subscription to `infer`: what it has waiting and in flight. The model moves its inputs along; the
// operators of `infer` listen. JavaScript thread.
import { Subject } from 'rxjs';
import type { Dispatcher } from './dispatcher.js';
import type { Execution } from './execution.js';
import { Fifo } from './fifo.js';
import type { InferSettings } from './infer-settings.js';

export class Pipeline<T> {
  /** Fires when the pipeline ends early: the source is to be left alone. */
  readonly ended$ = new Subject<void>();
  /** Asks the grouping operator to close its open group now. */
  readonly closeEarly$ = new Subject<void>();
  readonly waiting = new Fifo<Execution<T>>();
  /** Slots that its inputs hold. At most `settings.maxInFlight`. */
  held = 0;
  /** Inputs that took a slot and have not been emitted. */
  inFlight = 0;
  /** It stands in the model's line of pipelines that wait for a slot. */
  inLine = false;
  ended = false;
  sourceCompleted = false;

  // Set by the operators when they subscribe: `admit` the first three, `results` the others.
  bind: (execution: Execution<T>) => void = nothing;
  granted: (execution: Execution<T>) => void = nothing;
  drained: () => void = nothing;
  reported: (group: readonly Execution<T>[], outputs: ArrayBuffer, failures: Failures) => void = nothing;
  draining: () => void = nothing;
  failed: (error: unknown) => void = nothing;

  constructor(
    readonly dispatcher: Dispatcher,
    /** Milliseconds on the device's scheduler. */
    readonly now: () => number,
    readonly settings: InferSettings,
  ) {}

  /** One more may take a slot, as far as its own bound goes. */
  get mayStart(): boolean {
    return this.waiting.length > 0 && this.held < this.settings.maxInFlight;
  }
}

/** By place in the group: why the device refused an inference. */
export type Failures = readonly (Error | undefined)[] | undefined;

function nothing(): void {}
