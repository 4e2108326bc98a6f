import type { RecordedEventOf } from '../recording/recorded-event.js';
import type { FramedEvent } from './timeline.js';
import type { Timer } from './timers.js';

/**
 * Whether retries of one pipeline that were due together started in another order than they will in the test: a timer of a real
 * clock that fires too early is set again, and then comes behind those that were set after it.
 *
 * In the test, the timers fire in the order in which the inputs failed. Retries that find no slot then start in the order of the
 * source.
 *
 * @param due the timers that were due in a frame
 * @param end the index behind the last event of that frame
 */
export function areRetriesSwapped(
  events: readonly FramedEvent[],
  due: readonly Timer[],
  end: number,
): boolean {
  const retries = due.filter(({ kind }) => kind === 'retry');
  return retries.some((earlier, n) =>
    retries.slice(n + 1).some((later) => {
      if (earlier.event.pipeline !== later.event.pipeline || later.endedBy >= earlier.endedBy) return false;
      const isSwapped = later.endedBy < end || indexOf(earlier) < indexOf(later);
      return isSwapped && !areReportedAlike(events, earlier, later);
    }),
  );
}

const indexOf = ({ event }: Timer) => (event.type === 'fail' ? event.index : 0);

// Whether both started in one frame and succeeded in one group, and their results came in the order of the source: then nobody sees
// which of them started first.
function areReportedAlike(events: readonly FramedEvent[], one: Timer, other: Timer): boolean {
  if (events[one.endedBy]?.frame !== events[other.endedBy]?.frame) return false;
  const numbers = [one, other].map(({ endedBy }) => executionAt(events, endedBy));
  const place = events.findIndex(({ event }) => isReportOf(event, one, numbers));
  const report = events[place]?.event;
  if (report?.type !== 'callback' || report.pipeline.settings.order !== 'submission') return false;
  if (report.failures?.some((failure) => failure !== undefined)) return false;
  const isOfOne = (event: FramedEvent['event']) =>
    event.pipeline === report.pipeline &&
    'index' in event &&
    [one, other].some((timer) => indexOf(timer) === event.index);
  return !events.slice(Math.min(one.endedBy, other.endedBy), place).some(({ event }) => isOfOne(event));
}

function executionAt(events: readonly FramedEvent[], i: number): number | undefined {
  const event = events[i]?.event;
  return event?.type === 'start' ? event.execution : undefined;
}

function isReportOf(
  event: FramedEvent['event'],
  { event: { pipeline } }: Timer,
  numbers: readonly (number | undefined)[],
): event is RecordedEventOf<'callback'> {
  if (event.type !== 'callback' || event.pipeline !== pipeline) return false;
  return numbers.every((number) => number !== undefined && event.executions.includes(number));
}
