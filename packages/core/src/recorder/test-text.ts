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
    mergeMap((each) => timer(each.frame).pipe(map(() => each))),
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

/** Does what is to be done in each frame, in order. */
function play(steps: Step[], progress: () => number): void {
  from(steps)
    .pipe(
      groupBy(({ frame }) => frame),
      mergeMap((ofFrame) =>
        ofFrame.pipe(
          toArray(),
          delayWhen(() => timer(ofFrame.key)),
          concatAll(),
          concatMap((step) => {
            const { after } = step;
            if (after === undefined) return of(step);
            // Each turn of a timer lets the others of the frame go first.
            return timer(0).pipe(repeat(100), first(() => progress() >= after, 0), map(() => step));
          }),
        ),
      ),
    )
    .subscribe(({ run }) => run());
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

const rxjsTypes = ['ObservableNotification'];
const rxjsNames = [
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
