// Pieces of a printed test that are the same in all of them.

/** What needs them has them. */
export const helpers: Readonly<Record<string, string>> = {
  said: `/** The code of an error, else its message: all that was recorded of it. */
function said(error: unknown): unknown {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return code ?? message ?? error;
}
`,
  listed: `/** Emits each in its frame. */
function listed<T>(list: { frame: number; value?: T; complete?: true; error?: unknown }[]) {
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
  play: `/** Something from outside, in a frame; \`after\`: not before the models have done so much in that frame. */
interface Step {
  frame: number;
  after?: number;
  run: () => void;
}

/** Does what is to be done in each frame, in order. Its timers are set so many ms ahead: before all others of a frame. */
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
              concatMap(waits),
            ),
          ),
        ),
      ),
    )
    .subscribe(({ run }) => run());

  function waits(step: Step): Observable<Step> {
    const { after } = step;
    if (after === undefined) return of(step);
    // Each turn of a timer lets the others of the frame go first.
    return timer(0).pipe(repeat(100), first(() => progress() >= after, 0), map(() => step));
  }
}
`,
  throwsIn: `/** Throws when it is called for that time, from 1. */
function throwsIn(call: number, error: unknown) {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls === call) throw error;
  };
}
`,
  progressOf: `/** Launches, executions, results and drops so far. */
function progressOf(models: Model[]): number {
  return models.reduce((sum, model) => {
    const { executions, callbacks, ledger } = model.stats();
    return sum + executions + callbacks + ledger.delivered + ledger.dropped;
  }, 0);
}
`,
};

const rxjsTypes = ['Observable', 'ObservableNotification'];
const rxjsNames = [
  'asyncScheduler',
  'catchError',
  'concatAll',
  'concatMap',
  'concatWith',
  'delayWhen',
  'dematerialize',
  'first',
  'from',
  'groupBy',
  'map',
  'mergeMap',
  'NEVER',
  'of',
  'range',
  'repeat',
  'Subject',
  'switchMap',
  'take',
  'takeUntil',
  'throwError',
  'timer',
  'toArray',
];

const mentions = (text: string, name: string) =>
  new RegExp(`(?<![.\\w'])${name}(?=[()<>,;\\[.]|$)`, 'm').test(text);

/** The import lines of a test's text, helpers included. */
export function importsFor(text: string): string {
  const rxjs = [
    ...rxjsNames.filter((name) => mentions(text, name)),
    ...rxjsTypes.filter((name) => mentions(text, name)).map((name) => `type ${name}`),
  ];
  const core = [
    'infer',
    ...(mentions(text, 'Model') ? ['type Model'] : []),
    ...(mentions(text, 'FailureAction') ? ['type FailureAction'] : []),
  ];
  const testing = [
    'assertBalanced',
    'createVirtualDevice',
    ...(mentions(text, 'withFaults') ? ['withFaults'] : []),
  ];
  return `import { ${core.join(', ')} } from '@ascend-rx/core';
import { ${testing.join(', ')} } from '@ascend-rx/core/testing';
import { expect, it } from '@jest/globals';
import { ${rxjs.join(', ')} } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
`;
}

/** The helpers that a text calls, and those that they call. */
export function helpersFor(text: string): string {
  return Object.entries(helpers)
    .filter(([name]) => mentions(text, name))
    .map(([, source]) => `\n${source}`)
    .join('');
}

/** Indents every line that is not empty. */
export function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
