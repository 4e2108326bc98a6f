// Parts of a pipeline for tests of one part by itself.
import { asyncScheduler } from 'rxjs';
import type { InferConfig, InferResult } from '../../src/index.js';
import { SlotUsage } from '../../src/instance/slot-usage.js';
import { inferSettings } from '../../src/options/infer-settings.js';
import { Input } from '../../src/pipeline/input.js';
import { InputQueue } from '../../src/pipeline/input-queue.js';
import { PipelineState } from '../../src/pipeline/pipeline-state.js';
import { Sequencer } from '../../src/pipeline/sequencer.js';

export const settingsOf = (config: InferConfig<string> = {}, batchSizes?: readonly number[]) =>
  inferSettings('infer', config, { instances: 1, batchSizes });

/** Inputs of these values, numbered from 0, that came at 0 ms. */
export const inputsOf = (...values: string[]) => values.map((value, index) => new Input(value, index, 0));

/** A result, as far as the order of results goes. */
export const resultOf = ({ source, index }: Input<string>) => ({ source, index }) as InferResult<string>;

/** A state by itself: its queue notifies nobody, its sequencer writes what it emits to `emitted`. */
export function stateOf(config: InferConfig<string> = {}, batchSizes?: readonly number[]) {
  const settings = settingsOf(config, batchSizes);
  const emitted: string[] = [];
  const queue = new InputQueue(settings, asyncScheduler, {
    startable: () => 0,
    wake: () => {},
    inputsStale: () => {},
  });
  const sequencer = new Sequencer<string>(settings.order, ({ source }) => emitted.push(source));
  const state = new PipelineState(settings, new SlotUsage(), queue, sequencer, undefined);
  return { state, emitted };
}

/** The inputs have arrived and taken a slot together: an execution of them, as a pipeline begins one. */
export function startOn(state: PipelineState<string>, inputs: readonly Input<string>[], startedAt = 0) {
  const execution = { number: 0, instance: 0, slot: 0, jobs: inputs, startedAt };
  state.usage.slots += 1;
  for (const input of inputs) {
    state.ledger.arrive();
    state.ledger.start();
    state.sequencer.add(input);
    input.attempts += 1;
    input.isWaiting = false;
    input.execution = execution;
  }
  return execution;
}
