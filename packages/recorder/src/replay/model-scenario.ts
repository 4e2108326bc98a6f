import { pipelineKey } from '../recording/event-keys.js';
import type { RecordedEventOf, RecordedModel } from '../recording/recorded-event.js';
import { type DevicePlan, devicePlanOf } from './device-plan.js';
import type { FramedEvent } from './timeline.js';

/** A drop, as `dropped$` emits it in the test. */
export interface FramedDrop {
  readonly frame: number;
  /** Frames since the input came. */
  readonly waited: number;
  readonly event: RecordedEventOf<'drop'>;
}

/** One model of a test. */
export interface ModelScenario {
  readonly model: RecordedModel;
  readonly plan: DevicePlan;
  readonly drops: readonly FramedDrop[];
  /** The model is closed in the course of the test. */
  readonly closes: boolean;
}

/**
 * @param all the events of the recording
 * @param start the time that frames count from
 * @param closes the model is closed
 * @param isReal the clock is a real one
 */
export function modelScenarioOf(
  model: RecordedModel,
  all: readonly FramedEvent[],
  start: number,
  closes: boolean,
  isReal: boolean,
): ModelScenario {
  const events = all.filter(({ event }) => event.pipeline.model === model);
  const last = all.at(-1)?.frame ?? 0;
  const plan = devicePlanOf(events, last, (at) => Math.round(at) - start, isReal);
  const submitted = new Map<string, number>();
  const drops: FramedDrop[] = [];
  for (const { event, frame } of events) {
    if (event.type === 'submit') submitted.set(pipelineKey(event, event.index), frame);
    if (event.type !== 'drop') continue;
    const since = submitted.get(pipelineKey(event, event.index));
    if (since !== undefined) drops.push({ frame, waited: frame - since, event });
  }
  return { model, plan, drops, closes };
}
