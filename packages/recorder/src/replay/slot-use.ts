import { instanceKey, pipelineKey } from '../recording/event-keys.js';
import type {
  RecordedEvent,
  RecordedEventOf,
  RecordedModel,
  RecordedPipeline,
} from '../recording/recorded-event.js';

/** When slots were free for pipelines, as far as the recording shows. */
export class SlotUse {
  // By key of the execution: those that hold a slot.
  readonly #running = new Map<string, { pipeline: RecordedPipeline; instance: string }>();
  readonly #taken = new Map<RecordedModel | RecordedPipeline, number>();
  // Keys of instances that have failed and are not rebuilt.
  readonly #down = new Map<RecordedModel, Set<string>>();
  // The frame in which a slot came back when all were taken. None: there has always been a free slot.
  readonly #freeSince = new Map<RecordedModel | RecordedPipeline, number>();
  // The last frame at the end of which a slot was free.
  readonly #lastFree = new Map<RecordedPipeline, number>();
  // The frame in which an instance of the model was rebuilt last.
  readonly #rebuiltIn = new Map<RecordedModel, number>();
  readonly #pipelines = new Set<RecordedPipeline>();
  #frame = 0;

  /** Events of this frame follow. */
  enter(frame: number): void {
    if (frame === this.#frame) return;
    this.#frame = frame;
    for (const pipeline of this.#pipelines) {
      if (this.isFree(pipeline)) this.#lastFree.set(pipeline, frame - 1);
    }
  }

  /** The frame since which a slot has been free for the pipeline. `Infinity`: none is free. */
  freeSince(pipeline: RecordedPipeline): number {
    if (!this.isFree(pipeline)) return Number.POSITIVE_INFINITY;
    return Math.max(this.#freeSince.get(pipeline.model) ?? 0, this.#freeSince.get(pipeline) ?? 0);
  }

  /** The last frame, before the present one, at the end of which a slot was free for the pipeline; -1: none. */
  lastFree(pipeline: RecordedPipeline): number {
    return this.#lastFree.get(pipeline) ?? -1;
  }

  /** The pipeline has fewer executions in flight than `maxInFlight`. */
  hasOwnRoom(pipeline: RecordedPipeline): boolean {
    return this.#count(pipeline) < pipeline.settings.maxInFlight;
  }

  rebuiltIn(model: RecordedModel): number | undefined {
    return this.#rebuiltIn.get(model);
  }

  add(event: RecordedEvent, frame: number): void {
    const { pipeline } = event;
    this.#pipelines.add(pipeline);
    if (event.type === 'start') {
      // The instance may have been rebuilt while no pipeline was there to record it.
      this.#down.get(pipeline.model)?.delete(instanceKey(event));
      this.#running.set(pipelineKey(event, event.execution), { pipeline, instance: instanceKey(event) });
      for (const owner of [pipeline, pipeline.model]) this.#taken.set(owner, this.#count(owner) + 1);
    } else if (event.type === 'callback' || event.type === 'lost') {
      for (const execution of event.executions) this.#giveBack(pipelineKey(event, execution), frame);
    } else if (event.type === 'instance') {
      this.#stepped(event, frame);
    } else if (event.type === 'end') {
      this.#pipelines.delete(pipeline);
    }
  }

  #stepped(event: RecordedEventOf<'instance'>, frame: number): void {
    const { model } = event.pipeline;
    const key = instanceKey(event);
    const down = this.#down.get(model) ?? new Set();
    this.#down.set(model, down);
    // Nothing starts on the instance until it is rebuilt.
    this.#freeSince.set(model, frame);
    if (event.step === 'rebuilt') {
      this.#rebuiltIn.set(model, frame);
      down.delete(key);
    } else if (event.step === 'failed') {
      for (const [execution, { instance }] of this.#running) {
        if (instance === key) this.#giveBack(execution, frame);
      }
      down.add(key);
    }
  }

  /** A slot is free for the pipeline. */
  isFree(pipeline: RecordedPipeline): boolean {
    return !this.#isFull(pipeline.model) && this.hasOwnRoom(pipeline);
  }

  #isFull(model: RecordedModel): boolean {
    const up = model.instances - (this.#down.get(model)?.size ?? 0);
    return this.#count(model) >= model.slots * up;
  }

  #count(owner: RecordedModel | RecordedPipeline): number {
    return this.#taken.get(owner) ?? 0;
  }

  #giveBack(execution: string, frame: number): void {
    const pipeline = this.#running.get(execution)?.pipeline;
    if (!pipeline) return;
    const { model, settings } = pipeline;
    this.#running.delete(execution);
    if (this.#isFull(model)) this.#freeSince.set(model, frame);
    if (this.#count(pipeline) >= settings.maxInFlight) this.#freeSince.set(pipeline, frame);
    for (const owner of [pipeline, model]) this.#taken.set(owner, this.#count(owner) - 1);
  }
}
