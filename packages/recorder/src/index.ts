// Recorders

export { createRecorder } from './create-recorder.js';
export type { Recorder } from './recorder.js';
export type { RecorderOptions } from './recorder-options.js';

// Traces

export type { ChromeTrace, ChromeTraceEvent } from './chrome-trace/chrome-trace.js';
