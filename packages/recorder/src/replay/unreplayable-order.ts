import type { RecordedEvent, RecordedPipeline } from '../recording/recorded-event.js';
import { SlotUse } from './slot-use.js';
import { type FramedEvent, isExternal } from './timeline.js';

/**
 * Frames with an external event that came after something of the device in the same frame, where the test cannot replay that
 * order. The test does in each step what one external event did. A step can wait until the model has made a certain
 * progress, and for nothing else.
 *
 * Example: in frame 20 an instance is rebuilt, and then the source emits. A rebuild is no progress, so the test cannot wait
 * for it before it lets the source emit. Frame 20 is in the result.
 *
 * A report whose results nobody gets is no progress either. It is looked at only where the slots that it gives back change what the
 * external event does.
 */
export function framesWithUnreplayableOrder(events: readonly FramedEvent[]): number[] {
  const frames = new Set<number>();
  const slots = new SlotUse();
  // The progress before the last event of the device that does not count as progress; and before the last report.
  let before = 0;
  let beforeReport = -1;
  // The pipelines that have been seen, and those for which no slot was free before the last report.
  const pipelines = new Set<RecordedPipeline>();
  let full = new Set<RecordedPipeline>();
  events.forEach(({ event, frame, progress, isAfterDevice }, i) => {
    const last = events[i - 1];
    const isFirst = isAfterDevice && last && !last.isAfterDevice;
    if (isFirst || event.type === 'instance') before = isFirst ? last.progress : progress;
    pipelines.add(event.pipeline);
    if (isReport(event)) {
      beforeReport = progress;
      full = new Set([...pipelines].filter((pipeline) => !slots.isFree(pipeline)));
    }
    slots.enter(frame);
    slots.add(event, frame);
    if (!isExternal(event) || !isAfterDevice) return;
    if (progress === before) frames.add(frame);
    if (progress !== beforeReport) return;
    const isFreed = full.has(event.pipeline) && slots.isFree(event.pipeline);
    if (isFreed || (event.pipeline.model.instances > 1 && startsSomething(events, i))) frames.add(frame);
  });
  return [...frames];
}

// Whether something starts because of the external event.
function startsSomething(events: readonly FramedEvent[], external: number): boolean {
  const { frame } = events[external] as FramedEvent;
  for (let i = external + 1; i < events.length; i += 1) {
    const { event, frame: next } = events[i] as FramedEvent;
    if (next !== frame || isExternal(event) || isReport(event)) return false;
    if (event.type === 'start') return true;
  }
  return false;
}

function isReport({ type }: RecordedEvent): boolean {
  return type === 'callback' || type === 'lost';
}
