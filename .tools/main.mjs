// The start and the end of every tool. A failed step is one line and exit code 1; any other error is a stack trace.
import { progress, StepFailed } from './step.mjs';

/**
 * @param {() => Promise<number | void>} body returns the exit code; 0 if it returns `undefined`
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    progress(error.message);
    process.exitCode = 1;
  }
}
