import { valueItself } from '../options/infer-settings.js';
import { sameDimsLists } from '../tensors/dims.js';
import type { InferInputs } from '../tensors/input-value.js';
import { bindDynamic } from './bind-dynamic.js';
import { bindInputs } from './bind-inputs.js';
import type { Failures } from './failures.js';
import type { Input } from './input.js';
import type { InputModel } from './input-model.js';
import { LoadRefusals } from './load-refusals.js';
import type { PipelineState } from './pipeline-state.js';

/** Takes waiting inputs and binds them for an execution. User code runs in `inputs` and in the key function of `order`. */
export class InputLoader<T> {
  readonly #state: PipelineState<T>;
  readonly #model: InputModel;
  readonly #refusals: LoadRefusals<T>;

  constructor(
    state: PipelineState<T>,
    model: InputModel,
    failures: Pick<Failures<T>, 'reject' | 'drop' | 'userCodeThrew'>,
  ) {
    this.#state = state;
    this.#model = model;
    this.#refusals = new LoadRefusals(state, failures);
  }

  /**
   * Takes as many waiting inputs as one execution may have: those of a batch have the same dims, and an input of other dims
   * begins the next one. Inputs that are too late for the device are dropped.
   *
   * @param now in ms
   * @param first an input that has not waited and comes before all that wait
   * @return the inputs, bound. Undefined: there is nothing to execute
   */
  load(now: number, first?: Input<T>): Input<T>[] | undefined {
    const state = this.#state;
    let loaded: Input<T>[] | undefined;
    let input = first ?? state.queue.shift();
    for (; input; input = state.queue.shift()) {
      const isBound = !this.#refusals.dropIfTooLate(input, now) && this.#bind(input);
      // User code may have ended the pipeline or closed the model: then these inputs still count as waiting.
      if (!state.isOpen) return undefined;
      if (!isBound) continue;
      if (loaded && !haveSameDims(loaded[0], input)) {
        loaded = stillWanted(loaded);
        if (loaded) {
          state.queue.putBack(input);
          break;
        }
      }
      if (loaded) loaded.push(input);
      else loaded = [input];
      if (loaded.length < state.settings.batchSize) continue;
      // The one input has just been bound.
      if (loaded.length === 1) return loaded;
      // User code may have withdrawn inputs that were bound before.
      loaded = stillWanted(loaded);
      if (loaded?.length === state.settings.batchSize) return loaded;
    }
    return loaded && stillWanted(loaded);
  }

  // On the path of every input: nothing is made here.
  #given({ context, source, index }: Input<T>): InferInputs {
    const { inputs } = this.#state.settings;
    if (!context || inputs === valueItself) return inputs(source, index);
    return context.runInAsyncScope(inputs, undefined, source, index);
  }

  #take(input: Input<T>, given: InferInputs): void {
    const { inputs, isDynamic, gears } = this.#model;
    const isWhole = this.#state.settings.inputs === valueItself;
    if (!isDynamic) {
      input.views = bindInputs(inputs, given, isWhole);
      return;
    }
    const { views, dims } = bindDynamic(inputs, gears, given, isWhole);
    input.views = views;
    input.dims = dims;
  }

  #bind(input: Input<T>): boolean {
    if (input.views) return true;
    const state = this.#state;
    try {
      const given = this.#given(input);
      // User code may have ended the pipeline, or withdrawn the input.
      if (state.ended || input.isSettled) return false;
      this.#take(input, given);
      state.sequencer.add(input);
      return true;
    } catch (error) {
      this.#refusals.threw(input, error);
      return false;
    }
  }
}

function haveSameDims<T>(first: Input<T> | undefined, { dims }: Input<T>): boolean {
  return !dims || !first?.dims || sameDimsLists(first.dims, dims);
}

function stillWanted<T>(inputs: Input<T>[]): Input<T>[] | undefined {
  for (const { isSettled } of inputs) {
    if (!isSettled) continue;
    const wanted = inputs.filter((input) => !input.isSettled);
    return wanted.length > 0 ? wanted : undefined;
  }
  return inputs;
}
