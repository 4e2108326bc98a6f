import type { Ledger, Model } from '@ascend-rx/core';
import { expect } from '@jest/globals';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';

/** Runs a marble test in virtual time. */
export function marbles(test: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
}

/** The ledger's invariant. */
export function expectBalanced(ledger: Ledger): void {
  const { submitted, waiting, inFlight, delivered, dropped, failed, cancelled } = ledger;
  expect(waiting + inFlight + delivered + dropped + failed + cancelled).toBe(submitted);
}

/** The ledger of a model with which nothing is going on any more. */
export function expectSettled(model: Model, counts: Partial<Ledger>): void {
  const { ledger } = model.stats();
  expectBalanced(ledger);
  expect(ledger).toMatchObject({ waiting: 0, inFlight: 0, ...counts });
}
