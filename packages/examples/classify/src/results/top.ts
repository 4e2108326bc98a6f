import type { OutputKind } from '../preprocess/preset.js';

/** A class and how likely it is. */
export interface Guess {
  readonly index: number;
  /** From 0 to 1. */
  readonly probability: number;
}

/** The `count` most likely classes, the most likely first. Classes that are equally likely keep the model's order. */
export function top(scores: Float32Array, kind: OutputKind, count: number): Guess[] {
  const probabilities = kind === 'logits' ? softmax(scores) : scores;
  return Array.from(probabilities, (probability, index) => ({ index, probability }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index)
    .slice(0, count);
}

/** Probabilities from logits. The greatest logit is subtracted first, so that exp() does not overflow. */
export function softmax(logits: Float32Array): Float64Array {
  const greatest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
