import type { Execution } from '../instance/execution.js';
import type { Instance } from '../instance/instance.js';
import type { PreparingCounts } from '../scheduling/preparing-counts.js';
import type { Input } from './input.js';
import type { PipelineScheduler, PipelineSurroundings } from './pipeline-ports.js';
import type { PreparingExecution } from './preparing-execution.js';

/**
 * The executions of one pipeline that are being prepared, their slots, and their counts, which the scheduler reads. No user
 * code runs in here.
 */
export class PreparingExecutions<T> {
  readonly #counts: PreparingCounts;
  readonly #client: PipelineSurroundings<T>['client'];
  readonly #scheduler: Pick<PipelineScheduler<T>, 'instances'>;
  // Few: at most `maxPreparing`.
  #list: PreparingExecution<T>[] = [];

  constructor(
    counts: PreparingCounts,
    client: PipelineSurroundings<T>['client'],
    scheduler: Pick<PipelineScheduler<T>, 'instances'>,
  ) {
    this.#counts = counts;
    this.#client = client;
    this.#scheduler = scheduler;
  }

  /** Counts an execution before its inputs are taken: what user code pushes meanwhile must not take its place for free. */
  reserve(): void {
    this.#counts.active += 1;
  }

  /** There are no inputs for the execution that was counted. */
  unreserve(): void {
    this.#counts.active -= 1;
  }

  /** Adds the execution that was counted. */
  add(preparing: PreparingExecution<T>): void {
    this.#list.push(preparing);
  }

  has(preparing: PreparingExecution<T>): boolean {
    return this.#list.includes(preparing);
  }

  of(execution: Execution<Input<T>>): PreparingExecution<T> | undefined {
    return this.#list.find((preparing) => preparing.execution === execution);
  }

  withInput(input: Input<T>): PreparingExecution<T> | undefined {
    return this.#list.find(({ execution }) => execution.jobs.includes(input));
  }

  /** The first one that has lost its slot. */
  get displaced(): PreparingExecution<T> | undefined {
    return this.#list.find(({ hasSlot }) => !hasSlot);
  }

  /** It is not being prepared any more. It keeps its slot. Without effect if that is so already. */
  remove(preparing: PreparingExecution<T>): void {
    const place = this.#list.indexOf(preparing);
    if (place < 0) return;
    this.#list.splice(place, 1);
    this.#counts.active -= 1;
    if (!preparing.hasSlot) this.#counts.displaced -= 1;
  }

  /** It is not being prepared any more, and its slot, if it has one, is free. */
  drop(preparing: PreparingExecution<T>): void {
    this.remove(preparing);
    this.giveSlot(preparing);
  }

  /** Gives back the slot of an execution that was removed, if it has one. */
  giveSlot(preparing: PreparingExecution<T>): void {
    if (!preparing.hasSlot) return;
    preparing.hasSlot = false;
    const { instance, slot } = preparing.execution;
    this.#scheduler.instances[instance]?.give(this.#client, slot);
  }

  /**
   * The executions have lost their slots with their instance. Those that are being prepared go on without.
   *
   * @return the others
   */
  displace(executions: readonly Execution<Input<T>>[]): readonly Execution<Input<T>>[] {
    return executions.filter((execution) => {
      const preparing = this.of(execution);
      if (!preparing) return true;
      preparing.hasSlot = false;
      this.#counts.displaced += 1;
      return false;
    });
  }

  /** An execution that has lost its slot gets another one: of another instance, or of the same one after it was rebuilt. */
  place(preparing: PreparingExecution<T>, instance: Instance, slot: number): void {
    preparing.execution.instance = instance.index;
    preparing.execution.slot = slot;
    preparing.hasSlot = true;
    this.#counts.displaced -= 1;
    instance.assign(this.#client, preparing.execution);
  }

  /** Removes all, and frees their slots. */
  dropAll(): readonly PreparingExecution<T>[] {
    const all = this.#list;
    this.#list = [];
    this.#counts.active = 0;
    this.#counts.displaced = 0;
    for (const preparing of all) this.giveSlot(preparing);
    return all;
  }
}
