// One subscription to `infer`: what it has waiting and in flight. The dispatcher moves its inputs along; the
// operators of `infer` listen. JavaScript thread.
import { Subject } from 'rxjs';
import type { Dispatcher } from './dispatcher.js';
import type { Execution } from './execution.js';
import { Fifo } from './fifo.js';
import type { InferSettings } from './infer-settings.js';
import { LedgerBook } from './ledger.js';

export class Pipeline<T> {
  readonly ledger = new LedgerBook();
  /** Fires when the pipeline ends early: the source is to be left alone. */
  readonly ended$ = new Subject<void>();
  /** Asks the grouping operator to close its open group now. */
  readonly closeEarly$ = new Subject<void>();
  readonly waiting = new Fifo<Execution<T>>();
  /** Slots that its inputs hold: at most `settings.maxInFlight`. 0 with a group open: the device has failed. */
  held = 0;
  /** It stands in the model's line of pipelines that wait for a slot. */
  inLine = false;
  ended = false;
  sourceCompleted = false;
  /** Why its next input cannot be executed: known while results before it are yet to be emitted. */
  refusal: { readonly error: unknown } | undefined;

  // Set by the operators when they subscribe: `admit` the first three, `launch` the others.
  bind: (execution: Execution<T>) => void = nothing;
  granted: (execution: Execution<T>) => void = nothing;
  exhausted: () => void = nothing;
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
    return this.held < this.settings.maxInFlight && this.refusal === undefined;
  }

  /** Everything its source will ever give has been executed. */
  get isExhausted(): boolean {
    return this.sourceCompleted && this.ledger.waiting === 0 && this.refusal === undefined;
  }
}

/** By place in the group: why the device refused an inference. */
export type Failures = readonly (Error | undefined)[] | undefined;

function nothing(): void {}
