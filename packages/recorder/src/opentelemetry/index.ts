export type { GroupSpansOptions } from './group-spans.js';
export { createGroupSpans } from './group-spans.js';
