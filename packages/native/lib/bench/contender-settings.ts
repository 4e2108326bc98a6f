// What the contenders of a benchmark are told, and what they answer: a process each, a line of JSON each way.
import type { BlockType } from '@ascend-rx/core';

/** Everything that is the same for all contenders of a case. */
export interface ContenderSettings {
  /** The ONNX file. */
  readonly model: string;
  /** Distinct inputs of the model, one after the other: see `inputs.ts`. */
  readonly inputs: string;
  /** How many there are. They are taken in turn. */
  readonly buffers: number;
  /** Threads of ONNX Runtime per inference; 0: as many as it likes. */
  readonly threads: number;
  /** Inferences in flight at once. */
  readonly pool: number;
  readonly callbackInterval: number;
  readonly blockType: BlockType;
  /** Observables at once, of which each has its share of the inferences. */
  readonly pipelines: number;
  /** Inputs per execution, for a model with batch gears; 1: no batches. */
  readonly batchSize: number;
}

/** One round. */
export interface RoundRequest {
  readonly inferences: number;
  /** Inputs per second, at random distances, whatever has become of those before; absent: as fast as they are taken. */
  readonly rate?: number | undefined;
  /** Do nothing for so many ms: what the clocks say of a process that idles. */
  readonly idleMs?: number | undefined;
}

/** What came of a round. */
export interface RoundResult {
  readonly inferences: number;
  readonly seconds: number;
  /** User and system, of all threads. */
  readonly cpuSeconds: number;
  /** Of the process, at the end. In bytes. */
  readonly residentBytes: number;
  /** Open file descriptors at the end. */
  readonly handles: number;
  /** `monitorEventLoopDelay({ resolution: 1 })` at p99, in ms. Absent without an event loop. */
  readonly loopDelayP99Ms?: number;
  /** Of a round with a rate: percentiles of each part and of the whole, in ms. */
  readonly latency?: Latency;
}

/** By part: how long that took. */
export type Latency = Readonly<Record<string, LatencyPart>>;

/** Percentiles, in ms. */
export interface LatencyPart {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}
