import { type InferConfig, infer, type Model } from '@ascend-rx/core';
import { createModel } from '@ascend-rx/core/device';
import { assertBalanced } from '@ascend-rx/core/testing';
import { asyncScheduler, map, Subject, type Subscription } from 'rxjs';
import { ManualSession } from './manual-session.js';

/** An input that fits a {@link ManualSession}. */
export const one = () => Float32Array.of(1);

/** A pipeline that is fed by hand, and what came out of it. */
export class Feed {
  readonly source = new Subject<number>();
  readonly out: unknown[] = [];
  readonly subscription: Subscription;

  constructor(model: Model, config: InferConfig<number> = {}) {
    this.subscription = this.source
      .pipe(
        infer(model, { inputs: one, ...config }),
        map((result) => result.source),
      )
      .subscribe({
        next: (value) => {
          assertBalanced(model);
          this.out.push(value);
        },
        error: (error) => {
          assertBalanced(model);
          this.out.push(error);
        },
        complete: () => this.out.push('|'),
      });
  }

  next(...values: number[]): this {
    for (const value of values) this.source.next(value);
    return this;
  }
}

/** A model over a session that is played by hand. */
export function setup(slots?: number) {
  const session = new ManualSession(slots);
  const model = createModel([session], { scheduler: asyncScheduler, name: 'manual' });
  return { session, model };
}
