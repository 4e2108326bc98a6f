// Plays the turns of pipelines that wait for slots, as they will be in the test, and compares them with the recorded ones.
//
// In each frame of a test the steps come first (what users and sources do), then the timers, then the device. Pipelines join the
// queue for slots in that order, and the queue is fair. Where a recorded pipeline took a slot before another one that waits
// longer in the test, the recorded order was another one: a timer had fired before the source emitted, in the same frame.
import { instanceKey, pipelineKey } from '../recording/event-keys.js';
import type {
  RecordedEvent,
  RecordedEventOf,
  RecordedModel,
  RecordedPipeline,
} from '../recording/recorded-event.js';
import { type DueTimer, isSooner, type QueuePlace, SlotClient } from './slot-client.js';
import { type FramedEvent, isExternal } from './timeline.js';

/** What {@link playTurns} has found. */
export interface PlayedTurns {
  /** The index of the first start or drop that comes at another moment in the test. Undefined: none does. */
  readonly mismatch: number | undefined;
  /** The indexes of steps that come before timers of waiting inputs, up to there: by frame, those of the last frame at the end. */
  readonly candidates: readonly (readonly number[])[];
}

/**
 * @param behind indexes of steps that wait for the timers of their frames, as do the steps behind them
 * @param accepted indexes of events that are not compared
 */
export function playTurns(
  events: readonly FramedEvent[],
  behind: ReadonlySet<number>,
  accepted: ReadonlySet<number>,
): PlayedTurns {
  const turns = new SlotTurns(behind);
  for (const [i, framed] of events.entries()) {
    const isInTurn = turns.add(framed, i, events[i + 1]?.event);
    if (!isInTurn && !accepted.has(i)) return { mismatch: i, candidates: turns.candidates };
  }
  return { mismatch: undefined, candidates: turns.candidates };
}

/** The frames of all starts and drops that come at another moment in the test, if all steps come first in their frames. */
export function framesOutOfTurn(events: readonly FramedEvent[]): number[] {
  const turns = new SlotTurns(new Set());
  return events.filter((framed, i) => !turns.add(framed, i, events[i + 1]?.event)).map(({ frame }) => frame);
}

class SlotTurns {
  readonly candidates: number[][] = [];
  readonly #behind: ReadonlySet<number>;
  readonly #clients = new Map<RecordedPipeline, SlotClient>();
  // By key: the executions that hold a slot; and by key of an input, its last execution.
  readonly #executions = new Map<
    string,
    { client: SlotClient; instance: string; inputs: readonly number[] }
  >();
  readonly #executionOf = new Map<string, number>();
  readonly #taken = new Map<RecordedModel, number>();
  // Instances that have failed and are not rebuilt.
  readonly #down = new Map<RecordedModel, Set<number>>();
  // Pipelines whose inputs have become stale in this frame, in the order of their timers.
  #stale: SlotClient[] = [];
  #frame = -1;
  #phase = 0;
  // Timers of waiting inputs are due in this frame.
  #isBeforeTimers = false;
  #timersSet = 0;
  #timersFired = 0;

  constructor(behind: ReadonlySet<number>) {
    this.#behind = behind;
  }

  /**
   * False: in the test, another pipeline comes first.
   *
   * @param i its index
   * @param next the event behind it
   */
  add({ event, frame, isAfterDevice }: FramedEvent, i: number, next: RecordedEvent | undefined): boolean {
    if (frame !== this.#frame) this.#enter(frame);
    const wouldStart = this.#behind.has(i) && this.#waitForTimers();
    if (this.#isBeforeTimers && this.#phase === 0 && isExternal(event) && !isAfterDevice) {
      this.candidates.at(-1)?.push(i);
    }
    const client = this.#clientOf(event.pipeline);
    if (isAfterDevice || isOfDevice(event)) this.#toDevice();
    const isInTurn = this.#isInTurn(event, client);
    this.#apply(event, client);
    if (event.type === 'instance') for (const each of this.#clients.values()) this.#join(each);
    else if (!isRefused(event) && !isFollowedByDrop(event, next)) this.#join(client);
    this.#leave(event.pipeline.model);
    return isInTurn && !wouldStart;
  }

  #enter(frame: number): void {
    this.#fireUntil(frame - 1);
    [this.#frame, this.#phase, this.#stale] = [frame, 0, []];
    this.#isBeforeTimers = [...this.#clients.values()].some(({ next }) => next?.due === frame);
    if (this.#isBeforeTimers) this.candidates.push([]);
  }

  // Whether a timer would start something at once: then the recorded step did not come behind it.
  #waitForTimers(): boolean {
    this.#fireUntil(this.#frame);
    this.#phase = 2;
    return [...this.#clients.values()].some((client) => {
      return client.isReady(this.#frame) && client.place && this.#hasFree(client.pipeline.model);
    });
  }

  #toDevice(): void {
    this.#fireUntil(this.#frame);
    this.#phase = 3;
  }

  #fireUntil(frame: number): void {
    for (;;) {
      let first: { client: SlotClient; timer: DueTimer } | undefined;
      for (const client of this.#clients.values()) {
        const timer = client.next;
        if (timer && timer.due <= frame && (!first || isSooner(timer, first.timer)))
          first = { client, timer };
      }
      if (!first) return;
      this.#fire(first.client, first.timer);
    }
  }

  #fire(client: SlotClient, timer: DueTimer): void {
    const { due } = timer;
    const isOfStale = timer === client.staleTimer;
    client.fire(timer);
    this.#timersFired += 1;
    this.#join(client, { frame: due, phase: 1, firing: this.#timersFired, isDoubtful: false });
    // The drops of what is stale follow, and set the timers.
    if (isOfStale && client.isStale(due)) this.#stale.push(client);
    else client.setTimers(due);
  }

  #isInTurn(event: RecordedEvent, client: SlotClient): boolean {
    if (event.type === 'start') return this.#hasTurn(client);
    if (event.type !== 'drop' || event.cause !== 'stale' || !client.fresh.has(event.index)) return true;
    this.#fireUntil(this.#frame);
    const first = this.#stale.find((each) => {
      return each.pipeline.model === client.pipeline.model && each.isStale(this.#frame);
    });
    return first === undefined || first === client || !this.#stale.includes(client);
  }

  #hasTurn(client: SlotClient): boolean {
    // It was a timer that made the pipeline start.
    if (!client.isReady(this.#frame)) this.#fireUntil(this.#frame);
    const place = client.place ?? this.#here();
    for (const other of this.#clients.values()) {
      if (other === client || other.pipeline.model !== client.pipeline.model) continue;
      if (!other.place || !isBefore(other.place, place)) continue;
      if (!other.isReady(this.#frame)) other.place = undefined;
      else if (!other.place.isDoubtful) return false;
    }
    return true;
  }

  #join(client: SlotClient, place = this.#here()): void {
    if (!client.place && client.isReady(place.frame)) client.place = place;
  }

  #here(): QueuePlace {
    return { frame: this.#frame, phase: this.#phase, firing: undefined, isDoubtful: false };
  }

  // While a slot is free, pipelines that would not take it leave the queue, up to the first one that would.
  #leave(model: RecordedModel): void {
    if (!this.#hasFree(model)) return;
    const idle: SlotClient[] = [];
    let first: QueuePlace | undefined;
    for (const client of this.#clients.values()) {
      const { pipeline, place } = client;
      if (pipeline.model !== model || !place) continue;
      if (!client.isReady(this.#frame)) idle.push(client);
      else if (!first || isBefore(place, first)) first = place;
    }
    for (const client of idle) {
      if (!first || (client.place && isBefore(client.place, first))) client.place = undefined;
    }
  }

  #apply(event: RecordedEvent, client: SlotClient): void {
    switch (event.type) {
      case 'submit':
        client.arrive(event.index, this.#frame);
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
        this.#stepped(event);
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
        if (typeof event.decision === 'number') client.retry(event.index, this.#frame, event.decision);
        break;
      case 'end':
        this.#clients.delete(event.pipeline);
        break;
      default:
    }
  }

  #started(event: RecordedEventOf<'start'>, client: SlotClient): void {
    const { execution, inputs } = event;
    client.place = undefined;
    this.#count(client, 1);
    this.#executions.set(pipelineKey(event, execution), { client, instance: instanceKey(event), inputs });
    this.#down.get(event.pipeline.model)?.delete(event.instance);
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

  #stepped(event: RecordedEventOf<'instance'>): void {
    const { model } = event.pipeline;
    const down = this.#down.get(model) ?? new Set();
    this.#down.set(model, down);
    if (event.step === 'rebuilt') down.delete(event.instance);
    if (event.step !== 'failed') return;
    down.add(event.instance);
    for (const [key, { instance }] of this.#executions) {
      if (instance === instanceKey(event)) this.#giveBack(key);
    }
  }

  #giveBack(key: string) {
    const ended = this.#executions.get(key);
    this.#executions.delete(key);
    if (ended) this.#count(ended.client, -1);
    return ended;
  }

  // Also the slots of pipelines that have ended.
  #count(client: SlotClient, change: number): void {
    const { model } = client.pipeline;
    client.running += change;
    this.#taken.set(model, this.#takenOf(model) + change);
  }

  #hasFree(model: RecordedModel): boolean {
    const up = model.instances - (this.#down.get(model)?.size ?? 0);
    return this.#takenOf(model) < up * model.slots;
  }

  #takenOf(model: RecordedModel): number {
    return this.#taken.get(model) ?? 0;
  }

  #forget(client: SlotClient, index: number): void {
    client.remove(index, this.#frame);
    client.held.delete(index);
  }

  #clientOf(pipeline: RecordedPipeline): SlotClient {
    const known = this.#clients.get(pipeline);
    if (known) return known;
    const client = new SlotClient(pipeline, (due) => {
      this.#timersSet += 1;
      return { due, order: this.#timersSet };
    });
    this.#clients.set(pipeline, client);
    return client;
  }
}

// An input that finds no room: the pipeline asks for nothing.
function isRefused(event: RecordedEvent): boolean {
  return (
    event.type === 'drop' && event.cause === 'overflow' && event.pipeline.settings.overflow === 'drop-newest'
  );
}

// An input for which the oldest one is dropped: the pipeline asks for a slot afterwards.
function isFollowedByDrop(event: RecordedEvent, next: RecordedEvent | undefined): boolean {
  if (event.type !== 'submit' || next?.type !== 'drop') return false;
  return next.pipeline === event.pipeline && next.cause === 'overflow';
}

// Within a phase, only the order of timers is known to be that of the test.
function isBefore(one: QueuePlace, other: QueuePlace): boolean {
  if (one.frame !== other.frame) return one.frame < other.frame;
  if (one.phase !== other.phase) return one.phase < other.phase;
  if (one.firing === undefined || other.firing === undefined) return false;
  return one.firing < other.firing;
}

function isOfDevice({ type }: RecordedEvent): boolean {
  return type === 'callback' || type === 'lost' || type === 'instance';
}
