// From slots to executions: the scheduler gives a slot, waiting inputs are bound for it, and the sink gets the execution to
// submit. What comes of it is in Outcomes. User code runs in `inputs`, the key function (InputLoader) and the trace sink.
// JavaScript thread.
import type { ExecuteOptions } from '../device/session.js';
import type { Execution } from '../instance/execution.js';
import type { Instance } from '../instance/instance.js';
import type { Completion } from './completion.js';
import type { Input } from './input.js';
import type { InputLoader } from './input-loader.js';
import type { PipelineModel, PipelineScheduler, PipelineSurroundings } from './pipeline-ports.js';
import type { PipelineSink } from './pipeline-sink.js';
import type { PipelineState } from './pipeline-state.js';
import { tracedStart } from './traced-fields.js';
import { wholeDims } from './whole-dims.js';

export class Executions<T> {
  readonly #state: PipelineState<T>;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #sink: PipelineSink<T>;
  readonly #loader: Pick<InputLoader<T>, 'load'>;
  readonly #completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>;
  // By number of inputs.
  readonly #batchOptions: ExecuteOptions[] = [];

  constructor(
    state: PipelineState<T>,
    { client, scheduler, model, sink }: PipelineSurroundings<T>,
    loader: Pick<InputLoader<T>, 'load'>,
    completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>,
  ) {
    this.#state = state;
    this.#client = client;
    this.#scheduler = scheduler;
    this.#model = model;
    this.#sink = sink;
    this.#loader = loader;
    this.#completion = completion;
  }

  /** See `SlotClient.start`. */
  start(instance: Instance, slot: number, now: number, first?: Input<T>): boolean {
    const client = this.#client;
    const state = this.#state;
    const inputs = this.#loader.load(now, first);
    if (!inputs) {
      instance.give(client, slot);
      this.#completion.closeStuckGroups();
      this.#completion.settle();
      return false;
    }
    const execution: Execution<Input<T>> = {
      number: this.#scheduler.nextExecution(),
      instance: instance.index,
      slot,
      jobs: inputs,
      startedAt: now,
    };
    instance.assign(client, execution);
    const { staleness } = state.queue;
    for (const input of inputs) {
      state.ledger.start();
      input.attempts += 1;
      input.isWaiting = false;
      input.execution = execution;
      if (staleness.isLimited) staleness.started(input, now, instance.busy === 1);
    }
    client.trace?.on('start', tracedStart(execution, state.settings, state.queue.size));
    if (state.ended) {
      // The trace sink has ended the pipeline: nothing is submitted any more.
      instance.give(client, slot);
      return false;
    }
    state.deadlines?.started(execution);
    this.#sink.execution(execution);
    this.#completion.closeStuckGroups();
    return true;
  }

  /** The instance of an execution. */
  instanceOf(execution: Execution<Input<T>>): Instance {
    return this.#scheduler.instances[execution.instance] as Instance;
  }

  /** What an execution of these inputs is to be beyond them. Undefined where there is nothing to say. */
  optionsFor(inputs: readonly Input<T>[]): ExecuteOptions | undefined {
    const { batchSizes, isDynamic } = this.#model;
    // Of most models.
    if (!batchSizes && !isDynamic) return undefined;
    const { length } = inputs;
    const dims = wholeDims(inputs);
    if (dims) return length === 1 ? { dims } : { batchSize: length, dims };
    if (!batchSizes) return undefined;
    // One object for each number of inputs: this is on the path of every execution.
    let options = this.#batchOptions[length];
    if (!options) {
      options = { batchSize: batchSizes.find((size) => size >= length) as number };
      this.#batchOptions[length] = options;
    }
    return options;
  }
}
