import type { Frame, FrameSource } from '@ascend-rx/video';
import { asyncScheduler, defer, type Observable, repeat, type SchedulerLike, tap, timer } from 'rxjs';

/** A file shorter than that, as a picture, is not opened more often. In ms. */
const shortest = 1000;

/** A source that begins anew when it has ended. */
export function looped(source: FrameSource, scheduler: SchedulerLike = asyncScheduler): Observable<Frame> {
  let begun = 0;
  return defer(() => source).pipe(
    tap({
      subscribe: () => {
        begun = scheduler.now();
      },
    }),
    repeat({ delay: () => timer(Math.max(0, begun + shortest - scheduler.now()), scheduler) }),
  );
}
