// Plays the turns of pipelines that wait for slots, as they will be in the test, and compares them with the recorded ones.
//
// In each frame of a test the steps come first (what users and sources do), then the timers, then the device. Pipelines join the
// queue for slots in that order, and the queue is fair. Where a recorded pipeline took a slot before another one that waits
// longer in the test, the recorded order was another one: a timer had fired before the source emitted, in the same frame.
import { instanceKey, pipelineKey } from '../recording/event-keys.js';
import type { RecordedEvent, RecordedEventOf, RecordedPipeline } from '../recording/recorded-event.js';
import { type FramedEvent, isExternal } from './timeline.js';

/** When a pipeline has joined the queue. Phases of a frame: 0 and 1 are the steps and the timers, 2 is the device. */
interface Place {
  readonly frame: number;
  readonly phase: number;
  /** The pipeline may have had its turn: an input that it took did not fit the model. */
  isDoubtful: boolean;
}

/** A pipeline that may wait for slots. */
interface Client {
  readonly pipeline: RecordedPipeline;
  /** Inputs that were never executed, in the order of the source: the frames in which their batches are due. */
  readonly fresh: Map<number, number>;
  /** Inputs that are executed again: the frames from which on they may be. */
  readonly retries: Map<number, number>;
  /** Inputs whose results are held back. */
  readonly held: Set<number>;
  running: number;
  isSourceComplete: boolean;
  place: Place | undefined;
}

/** What {@link playTurns} has found. */
export interface PlayedTurns {
  /** The index of the first start that comes at another moment in the test. Undefined: none does. */
  readonly mismatch: number | undefined;
  /** Frames in which steps come before timers of waiting inputs, up to there. */
  readonly candidates: readonly number[];
}

/**
 * @param behind frames in which the steps come after the timers
 * @param accepted indexes of starts that are not compared
 */
export function playTurns(
  events: readonly FramedEvent[],
  behind: ReadonlySet<number>,
  accepted: ReadonlySet<number>,
): PlayedTurns {
  const turns = new SlotTurns(behind);
  for (const [i, framed] of events.entries()) {
    const isInTurn = turns.add(framed, events[i + 1]?.event);
    if (!isInTurn && !accepted.has(i)) return { mismatch: i, candidates: turns.candidates };
  }
  return { mismatch: undefined, candidates: turns.candidates };
}

class SlotTurns {
  readonly candidates: number[] = [];
  readonly #behind: ReadonlySet<number>;
  readonly #clients = new Map<RecordedPipeline, Client>();
  // By key: the executions that hold a slot; and by key of an input, its last execution.
  readonly #executions = new Map<string, { client: Client; instance: string; inputs: readonly number[] }>();
  readonly #executionOf = new Map<string, number>();
  #frame = -1;
  #phase = 0;
  #haveTimersFired = true;

  constructor(behind: ReadonlySet<number>) {
    this.#behind = behind;
  }

  /**
   * False: the event is a start that another pipeline will make in the test.
   *
   * @param next the event behind it
   */
  add({ event, frame, isAfterDevice }: FramedEvent, next: RecordedEvent | undefined): boolean {
    if (frame !== this.#frame) this.#enter(frame, isExternal(event));
    if (isAfterDevice || isOfDevice(event)) this.#toDevice();
    const client = this.#clientOf(event.pipeline);
    const isInTurn = event.type !== 'start' || this.#hasTurn(client);
    this.#apply(event, client);
    if (event.type === 'instance') for (const each of this.#clients.values()) this.#join(each);
    else if (!isFollowedByDrop(event, next)) this.#join(client);
    return isInTurn;
  }

  #enter(frame: number, hasSteps: boolean): void {
    this.#fireTimers();
    // Timers that were due since the last event.
    for (const client of this.#clients.values()) {
      const due = dueFrames(client).filter((each) => each < frame && each > this.#frame);
      if (due.length > 0) this.#join(client, { frame: Math.min(...due), phase: 1, isDoubtful: false });
    }
    [this.#frame, this.#phase, this.#haveTimersFired] = [frame, 0, false];
    const isDue = [...this.#clients.values()].some((client) => dueFrames(client).includes(frame));
    if (isDue && hasSteps && !this.#behind.has(frame)) this.candidates.push(frame);
    if (this.#behind.has(frame)) this.#fireTimers();
    if (this.#behind.has(frame)) this.#phase = 1;
  }

  #fireTimers(): void {
    if (this.#haveTimersFired) return;
    this.#haveTimersFired = true;
    if (!this.#behind.has(this.#frame)) this.#phase = 1;
    for (const client of this.#clients.values()) this.#join(client);
  }

  #toDevice(): void {
    this.#fireTimers();
    this.#phase = 2;
  }

  #hasTurn(client: Client): boolean {
    // It was a timer that made the pipeline start.
    if (!this.#isReady(client)) this.#fireTimers();
    const place = client.place ?? this.#here();
    for (const other of this.#clients.values()) {
      if (other === client || other.pipeline.model !== client.pipeline.model) continue;
      if (!other.place || !isBefore(other.place, place)) continue;
      if (!this.#isReady(other)) other.place = undefined;
      else if (!other.place.isDoubtful) return false;
    }
    return true;
  }

  #join(client: Client, place = this.#here()): void {
    if (!client.place && this.#isReady(client, place.frame)) client.place = place;
  }

  #here(): Place {
    return { frame: this.#frame, phase: this.#phase, isDoubtful: false };
  }

  #isReady(client: Client, frame = this.#frame): boolean {
    const { pipeline, fresh, retries, held, running, isSourceComplete } = client;
    const { maxInFlight, batchSize } = pipeline.settings;
    const isDue = (due: number) => due < frame || (due === frame && this.#haveTimersFired);
    const hasRetry = [...retries.values()].some(isDue);
    if (running >= maxInFlight) return false;
    if (hasRetry) return true;
    if (running + Math.floor(held.size / batchSize) >= maxInFlight) return false;
    if (fresh.size >= batchSize) return true;
    const [oldest] = fresh.values();
    return oldest !== undefined && (isSourceComplete || isDue(oldest));
  }

  #apply(event: RecordedEvent, client: Client): void {
    const { settings } = event.pipeline;
    switch (event.type) {
      case 'submit':
        client.fresh.set(event.index, this.#frame + settings.batchDelay);
        break;
      case 'sourceComplete':
        client.isSourceComplete = true;
        break;
      case 'start':
        this.#started(event, client);
        break;
      case 'refused':
        this.#giveBack(pipelineKey(event, event.execution));
        break;
      case 'callback':
      case 'lost':
        for (const execution of event.executions) this.#reported(event, execution);
        break;
      case 'instance':
        if (event.step !== 'failed') break;
        for (const [key, { instance }] of this.#executions) {
          if (instance === instanceKey(event)) this.#giveBack(key);
        }
        break;
      case 'emit':
        client.held.delete(event.index);
        break;
      case 'drop':
      case 'cancel':
        this.#forget(client, event.index);
        break;
      case 'fail':
        this.#forget(client, event.index);
        this.#executionOf.delete(pipelineKey(event, event.index));
        if (event.attempts === 0 && client.place) client.place.isDoubtful = true;
        // Without a delay, the input is executed again at once.
        if (typeof event.decision === 'number') {
          client.retries.set(event.index, event.decision > 0 ? this.#frame + event.decision : -1);
        }
        break;
      case 'end':
        this.#clients.delete(event.pipeline);
        break;
      default:
    }
  }

  #started(event: RecordedEventOf<'start'>, client: Client): void {
    const { execution, inputs } = event;
    client.place = undefined;
    client.running += 1;
    this.#executions.set(pipelineKey(event, execution), { client, instance: instanceKey(event), inputs });
    for (const index of inputs) {
      this.#forget(client, index);
      this.#executionOf.set(pipelineKey(event, index), execution);
    }
  }

  #reported(event: RecordedEvent, execution: number): void {
    const ended = this.#giveBack(pipelineKey(event, execution));
    if (!ended || event.type !== 'callback') return;
    for (const index of ended.inputs) {
      if (this.#executionOf.get(pipelineKey(event, index)) === execution) ended.client.held.add(index);
    }
  }

  #giveBack(key: string) {
    const ended = this.#executions.get(key);
    this.#executions.delete(key);
    if (ended) ended.client.running -= 1;
    return ended;
  }

  #forget(client: Client, index: number): void {
    client.fresh.delete(index);
    client.retries.delete(index);
    client.held.delete(index);
  }

  #clientOf(pipeline: RecordedPipeline): Client {
    let client = this.#clients.get(pipeline);
    if (!client) {
      client = {
        pipeline,
        fresh: new Map(),
        retries: new Map(),
        held: new Set(),
        running: 0,
        isSourceComplete: false,
        place: undefined,
      };
      this.#clients.set(pipeline, client);
    }
    return client;
  }
}

// The frames of the timers after which the pipeline may start something.
function dueFrames({ fresh, retries, pipeline }: Client): number[] {
  const [oldest] = fresh.values();
  const due = [...retries.values()];
  return oldest === undefined || pipeline.settings.batchSize === 1 ? due : [...due, oldest];
}

// An input for which the oldest one is dropped: the pipeline asks for a slot afterwards.
function isFollowedByDrop(event: RecordedEvent, next: RecordedEvent | undefined): boolean {
  if (event.type !== 'submit' || next?.type !== 'drop') return false;
  return next.pipeline === event.pipeline && next.cause === 'overflow';
}

function isBefore(one: Place, other: Place): boolean {
  return one.frame === other.frame ? one.phase < other.phase : one.frame < other.frame;
}

function isOfDevice({ type }: RecordedEvent): boolean {
  return type === 'callback' || type === 'lost' || type === 'instance';
}
