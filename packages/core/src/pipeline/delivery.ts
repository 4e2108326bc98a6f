import type { GroupReport, Session } from '../device/session.js';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import type { Execution } from '../instance/execution.js';
import type { Trace } from '../tracing/trace.js';
import type { DynamicOutputs } from './dynamic-outputs.js';
import type { InferResult, InferTiming } from './infer-result.js';
import type { Input } from './input.js';
import { Lease } from './lease.js';
import type { PipelineSink } from './pipeline-sink.js';
import type { PipelineState } from './pipeline-state.js';
import type { OutputReader } from './read-outputs.js';
import { Result } from './result.js';
import { timingOf } from './timing.js';

const outputsGone = () =>
  new AscendRxError(
    'ERR_OUTPUTS_GONE',
    'The buffer of the outputs was transferred by a subscriber while others still had results in it: give data.slice() away',
  );

/** What delivery needs of the model. */
export interface DeliveryModel {
  readonly read: OutputReader;
  /** Whether the outputs take memory: not all of them are of 0 bytes. */
  readonly hasOutputs: boolean;
  /** Reads outputs in place of `read` where the sessions are dynamic. Undefined: they are not. */
  readonly dynamicOutputs: DynamicOutputs | undefined;
  /** Told of the timing of every result. */
  delivered(timing: InferTiming): void;
}

/** From the outputs of an execution to results that are emitted in the pipeline's order. User code runs in the sink. */
export class Delivery<T> {
  readonly #state: PipelineState<T>;
  readonly #model: DeliveryModel;
  readonly #sink: Pick<PipelineSink<T>, 'result' | 'pull'>;
  readonly #onStale: (input: Input<T>) => void;
  readonly #trace: Trace | undefined;
  readonly #onThrown: (error: unknown) => void;

  /**
   * @param onStale drops an input with which the device began too late
   * @param onThrown receives what the sink throws when it is given a result
   */
  constructor(
    state: PipelineState<T>,
    model: DeliveryModel,
    sink: Pick<PipelineSink<T>, 'result' | 'pull'>,
    onStale: (input: Input<T>) => void,
    trace: Trace | undefined,
    onThrown: (error: unknown) => void,
  ) {
    this.#state = state;
    this.#model = model;
    this.#sink = sink;
    this.#onStale = onStale;
    this.#trace = trace;
    this.#onThrown = onThrown;
  }

  /**
   * Settles every input that still waits for the execution: with a result, or with a drop if the device began too late.
   *
   * @param report of the execution's group
   * @param n the place of the execution in its group
   * @param now when the group was reported, in ms
   * @param sessionOf the session of an execution, which takes a buffer back that holds the outputs of this execution alone
   * @return why the inputs that are left have no result. Undefined: none are left
   */
  settle(
    execution: Execution<Input<T>>,
    report: GroupReport,
    n: number,
    now: number,
    sessionOf: (execution: Execution<Input<T>>) => Pick<Session, 'release'>,
  ): Error | undefined {
    const { outputs, moments } = report;
    const { jobs: inputs, startedAt } = execution;
    const isOwn = Array.isArray(outputs);
    const buffer: ArrayBuffer = isOwn ? outputs[n] : outputs;
    const { read, hasOutputs, dynamicOutputs } = this.#model;
    const readSample = dynamicOutputs?.(isOwn ? buffer : undefined, report.dims?.[n], inputs.length);
    if (readSample instanceof Error) return readSample;
    const { staleness } = this.#state.queue;
    const start = isOwn ? 0 : (report.offset ?? 0);
    const place = isOwn ? 0 : n;
    // Without moments it is only known that the device did not begin before the execution had its slot. The report of the
    // group before it gives no moment: a busy event loop may get both reports together.
    const began = moments ? (moments[4 * n] as number) : startedAt;
    const lease = isOwn ? new Lease(sessionOf(execution), buffer, inputs.length) : undefined;
    for (let sample = 0; sample < inputs.length && !this.#state.ended; sample += 1) {
      const input = inputs[sample] as Input<T>;
      if (input.execution !== execution) continue;
      if (staleness.isLimited && staleness.beganTooLate(input, began)) {
        input.execution = undefined;
        lease?.end();
        this.#onStale(input);
        this.#sink.pull();
        continue;
      }
      if (buffer.byteLength === 0 && hasOutputs) return outputsGone();
      const ofSample = readSample ? readSample(sample) : read(buffer, start, place, sample);
      if (!ofSample) return outputsGone();
      input.execution = undefined;
      const { source, index, submittedAt, preparation } = input;
      // Four moments per execution.
      const timing = preparation
        ? preparation.timing(submittedAt, startedAt, now, moments, 4 * n)
        : timingOf(submittedAt, startedAt, now, moments, 4 * n);
      const prepared = preparation?.prepared;
      this.#state.sequencer.settle(input, new Result(source, ofSample, index, timing, lease, prepared));
      this.#sink.pull();
    }
    return undefined;
  }

  /** Counts a result as delivered and emits it. */
  emit(result: InferResult<T>, input: Input<T>): void {
    if (this.#state.ended) return;
    this.#state.ledger.deliver();
    this.#trace?.on('emit', { index: result.index });
    this.#model.delivered(result.timing);
    this.#state.inResult = true;
    try {
      this.#sink.result(result, input);
    } catch (error) {
      this.#onThrown(error);
    }
    this.#state.inResult = false;
  }
}
