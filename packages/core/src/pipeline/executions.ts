// From slots to executions: the scheduler gives a slot, waiting inputs are bound for it, and the sink gets the execution to
// submit. What comes of it is in Outcomes. User code runs in `inputs`, the key function (InputLoader) and the trace sink.
// JavaScript thread.
import { Execution } from '../instance/execution.js';
import type { Instance } from '../instance/instance.js';
import type { Completion } from './completion.js';
import type { Input } from './input.js';
import type { InputLoader } from './input-loader.js';
import type { PipelineModel, PipelineScheduler, PipelineSurroundings } from './pipeline-ports.js';
import type { PipelineSink } from './pipeline-sink.js';
import type { PipelineState } from './pipeline-state.js';
import { tracedStart } from './traced-fields.js';

export class Executions<T> {
  readonly #state: PipelineState<T>;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: PipelineScheduler<T>;
  readonly #model: PipelineModel;
  readonly #sink: PipelineSink<T>;
  readonly #loader: InputLoader<T>;
  readonly #completion: Pick<Completion<T>, 'closeStuckGroups' | 'settle'>;

  constructor(
    state: PipelineState<T>,
    { client, scheduler, model, sink }: PipelineSurroundings<T>,
    loader: InputLoader<T>,
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
    const execution = new Execution(this.#scheduler.nextExecution(), instance.index, slot, inputs, now);
    instance.assign(client, execution);
    const { staleness } = state.queue;
    for (const input of inputs) {
      state.ledger.start();
      input.attempts += 1;
      input.isWaiting = false;
      input.execution = execution;
      staleness.started(input, now, instance.busy === 1);
    }
    client.trace?.on('start', tracedStart(execution, state.settings));
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

  /** The batch size to execute so many inputs with. Undefined where the model takes one input at a time. */
  batchSizeFor(inputs: number): number | undefined {
    return this.#model.batchSizes?.find((size) => size >= inputs);
  }
}
