import { pipelineKey } from '../recording/event-keys.js';
import type { RecordedPipeline } from '../recording/recorded-event.js';
import { pipelineThread } from './thread.js';
import type { TraceList } from './trace-list.js';

/** Where an input is, and since when. */
interface Span {
  readonly name: 'waiting' | 'preparing' | 'in slot' | 'held back';
  /** In ms on the device's scheduler. */
  readonly since: number;
  readonly pipeline: RecordedPipeline;
  /** The execution whose slot the input is in. */
  readonly execution: number | undefined;
}

/** The spans of inputs, on the threads of their pipelines: waiting, being prepared in a slot, in a slot, held back for
 * the order. */
export class InputSpans {
  readonly #list: TraceList;
  // By key of the input: the span that has not ended yet.
  readonly #open = new Map<string, Span>();

  constructor(list: TraceList) {
    this.#list = list;
  }

  /** Ends the span of an input, if it has one, and begins the next. */
  begin(pipeline: RecordedPipeline, index: number, name: Span['name'], at: number, execution?: number): void {
    this.end(pipeline, index, at);
    this.#open.set(pipelineKey({ pipeline }, index), { name, since: at, pipeline, execution });
  }

  /** The input is in the slot of this execution, and not of a later one. */
  isIn(execution: number, pipeline: RecordedPipeline, index: number): boolean {
    return this.#open.get(pipelineKey({ pipeline }, index))?.execution === execution;
  }

  end(pipeline: RecordedPipeline, index: number, at: number): void {
    this.#end(pipelineKey({ pipeline }, index), at);
  }

  /** Ends all spans of a pipeline; without a pipeline, all spans. */
  endAll(at: number, pipeline?: RecordedPipeline): void {
    for (const [key, span] of this.#open) {
      if (pipeline === undefined || span.pipeline === pipeline) this.#end(key, at);
    }
  }

  #end(key: string, at: number): void {
    const span = this.#open.get(key);
    if (!span) return;
    this.#open.delete(key);
    const { name, since, pipeline } = span;
    const [from, to] = [this.#list.timestamp(since), this.#list.timestamp(at)];
    // A result whose turn it is was not held back.
    if (name === 'held back' && from === to) return;
    const fields = { name, cat: 'input', id: key, ...pipelineThread(pipeline) };
    this.#list.add({ ...fields, ph: 'b', ts: from });
    this.#list.add({ ...fields, ph: 'e', ts: to });
  }
}
