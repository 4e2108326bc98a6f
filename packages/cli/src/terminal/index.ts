// The entry `ascend-rx/terminal`: what a program prints on a terminal, and how a terminal ends it.

export type { Interruption } from './interruption.js';
export { exitCodeOf, interruption$ } from './interruption.js';
export { ProgressBar } from './progress-bar.js';
export { table } from './table.js';
