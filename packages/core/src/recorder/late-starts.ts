// Executions that a real clock has let begin late: a batch or a retry was due, and a slot was free.
import type { ModelInfo, PipelineInfo, RecordedEvent } from './events.js';
import type { Framed } from './frames.js';
import { isReal, timersOf } from './timers.js';

/** Frames in which something began, or was given up, that was due in an earlier one and did not wait for a slot. */
export function lateStarts(events: readonly Framed[]): number[] {
  const recorded = events.map(({ event }) => event);
  if (!isReal(recorded)) return [];
  const over = new Map<number, number>();
  for (const timer of timersOf(recorded)) {
    if (timer.kind !== 'batch' && timer.kind !== 'retry') continue;
    const due = (events[timer.set]?.frame ?? 0) + timer.delay;
    over.set(timer.over, Math.min(due, over.get(timer.over) ?? due));
  }
  const frames = new Set<number>();
  const slots = new FreeSlots();
  const start = recorded[0]?.at ?? 0;
  events.forEach(({ event, frame }, i) => {
    const seen = Math.max(frame, Math.round(event.at - start));
    const isLate = (over.get(i) ?? seen) < seen;
    // An instance that is up again has at once what waits for it, not a moment later.
    const isBehind = (recorded[i - 1]?.at ?? 0) < event.at && slots.rebuilt(event.pipeline.model) === frame;
    if (isLate && (isBehind || slots.since(event.pipeline) < seen)) frames.add(frame);
    slots.see(event, frame);
  });
  return [...frames];
}

const isFull = ({ slots, instances }: ModelInfo, busy: number) => busy >= slots * instances;

/** Since when each pipeline could have begun something, as far as slots go. */
class FreeSlots {
  readonly #running = new Map<number, { pipeline: PipelineInfo; instance: number }>();
  readonly #counts = new Map<ModelInfo | PipelineInfo, number>();
  // The frame in which something of it ended when all was taken; 0: there has always been room.
  readonly #since = new Map<ModelInfo | PipelineInfo, number>();

  readonly #rebuilt = new Map<ModelInfo, number>();

  since(pipeline: PipelineInfo): number {
    const { model, settings } = pipeline;
    const none = isFull(model, this.#count(model)) || this.#count(pipeline) >= settings.maxInFlight;
    if (none) return Number.POSITIVE_INFINITY;
    return Math.max(this.#since.get(model) ?? 0, this.#since.get(pipeline) ?? 0);
  }

  /** The frame in which an instance was up again. */
  rebuilt(model: ModelInfo): number | undefined {
    return this.#rebuilt.get(model);
  }

  see(event: RecordedEvent, frame: number): void {
    if (event.type === 'start') {
      this.#running.set(event.execution, event);
      for (const owner of [event.pipeline, event.pipeline.model])
        this.#counts.set(owner, this.#count(owner) + 1);
    } else if (event.type === 'callback' || event.type === 'lost') {
      for (const execution of event.executions) this.#end(execution, frame);
    } else if (event.type === 'instance') {
      // Nothing begins there before it is up again.
      this.#since.set(event.pipeline.model, frame);
      if (event.step === 'rebuilt') this.#rebuilt.set(event.pipeline.model, frame);
      if (event.step !== 'failed') return;
      for (const [execution, { pipeline, instance }] of this.#running) {
        if (instance === event.instance && pipeline.model === event.pipeline.model)
          this.#end(execution, frame);
      }
    }
  }

  #count(of: ModelInfo | PipelineInfo): number {
    return this.#counts.get(of) ?? 0;
  }

  #end(execution: number, frame: number): void {
    const pipeline = this.#running.get(execution)?.pipeline;
    if (!pipeline) return;
    this.#running.delete(execution);
    if (isFull(pipeline.model, this.#count(pipeline.model))) this.#since.set(pipeline.model, frame);
    if (this.#count(pipeline) >= pipeline.settings.maxInFlight) this.#since.set(pipeline, frame);
    for (const owner of [pipeline, pipeline.model]) this.#counts.set(owner, this.#count(owner) - 1);
  }
}
