// The check of all ledgers after every test: that it is made, and that it can fail.
import { afterEach, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { one, setup } from '../../../../test/support/feed.js';
import { infer } from '../../src/index.js';
import { PipelineOutput } from '../../src/operators/pipeline-output.js';
import { inferSettings } from '../../src/options/infer-settings.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { checkLedgers, usedModels } from '../support/ledgers.js';

// Comes after the hook that was there before this file.
afterEach(() => expect(usedModels.size).toBe(0));

it('checks every model that was used, whoever made it, and runs after the test', () => {
  const models = [setup().model, createVirtualDevice().createModel()];
  setup();
  for (const model of models) {
    of(0)
      .pipe(infer(model, { inputs: one }))
      .subscribe()
      .unsubscribe();
  }
  expect([...usedModels]).toEqual(models);
});

it('fails for a ledger that is not balanced, and then for that test alone', () => {
  const { model } = setup();
  const pipeline = model.open<number>(inferSettings('infer', {}, model), new PipelineOutput());
  pipeline.state.ledger.submitted += 1;
  expect(checkLedgers).toThrow('The ledger is not balanced');
  expect(checkLedgers).not.toThrow();
});
