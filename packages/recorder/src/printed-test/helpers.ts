// Functions that a printed test brings along, as source text.
import { mentions } from './mentions.js';

const helpers: Readonly<Record<string, string>> = {
  codeOrMessage: `/** The code of an error, else its message: no more was recorded. */
function codeOrMessage(error: unknown): unknown {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return code ?? message ?? error;
}
`,
  inFrames: `/** Emits each notification in its frame. */
function inFrames<T>(list: { frame: number; value?: T; complete?: true; error?: unknown }[]) {
  return from(list).pipe(
    concatMap((each) => timer(each.frame - asyncScheduler.now()).pipe(map(() => each))),
    concatWith(NEVER),
    map((each): ObservableNotification<T> => {
      if ('error' in each) return { kind: 'E', error: each.error };
      return 'complete' in each ? { kind: 'C' } : { kind: 'N', value: each.value as T };
    }),
    dematerialize(),
  );
}
`,
  zeros: `/** A tensor of zeros. */
function zeros(type: TensorType, bytesPerElement: number, dims: readonly number[]): RawTensor {
  return { type, dims, bytes: new Uint8Array(dims.reduce((a, b) => a * b, bytesPerElement)) };
}
`,
  play: `/** What a user or a source does in a frame. \`after\`: how much progress the models must have made before. */
interface Step {
  frame: number;
  after?: number;
  run: () => void;
}

/**
 * Runs the steps in their frames, in order. Their timers are set \`ahead\` ms before, longer than any other timer takes:
 * so they fire first in a frame.
 */
function play(steps: Step[], progress: () => number, ahead: number): void {
  const blocks = range(0, 1 + Math.ceil((steps.at(-1)?.frame ?? 0) / ahead));
  blocks
    .pipe(
      delayWhen((block) => (block < 2 ? of(0) : timer((block - 1) * ahead))),
      mergeMap((block) =>
        from(steps.filter(({ frame }) => Math.floor(frame / ahead) === block)).pipe(
          groupBy(({ frame }) => frame),
          mergeMap((ofFrame) =>
            ofFrame.pipe(
              toArray(),
              delayWhen(() => timer(ofFrame.key - asyncScheduler.now())),
              concatAll(),
              concatMap(afterProgress),
            ),
          ),
        ),
      ),
    )
    .subscribe(({ run }) => run());

  function afterProgress(step: Step): Observable<Step> {
    const { after } = step;
    if (after === undefined) return of(step);
    // Each timer of 0 ms lets the other timers of the frame fire first.
    return timer(0).pipe(repeat(100), first(() => progress() >= after, 0), map(() => step));
  }
}
`,
  throwsInCall: `/** A function that throws when it is called for the \`call\`th time, counted from 1. */
function throwsInCall(call: number, error: unknown) {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls === call) throw error;
  };
}
`,
  progressOf: `/** How many launches, executions, results and drops there have been. */
function progressOf(models: Model[]): number {
  return models.reduce((sum, model) => {
    const { executions, callbacks, ledger } = model.stats();
    return sum + executions + callbacks + ledger.delivered + ledger.dropped;
  }, 0);
}
`,
};

/** The helpers that a text calls. */
export function helpersFor(text: string): string {
  return Object.entries(helpers)
    .filter(([name]) => mentions(text, name))
    .map(([, source]) => `\n${source}`)
    .join('');
}
