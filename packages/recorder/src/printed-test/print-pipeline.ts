import type { PipelineScenario } from '../replay/pipeline-scenario.js';
import { literal } from './literal.js';
import { subscriptionString } from './marble-string.js';
import { configLines } from './print-config.js';
import type { PrintContext } from './print-context.js';
import { expectationLines } from './print-expectation.js';
import { coldLines, fromJson, marblesOf, outcomeMarbles, valueFields } from './print-marbles.js';

/** The source of a pipeline, its results, and what is expected of them. */
export function pipelineLines(part: PipelineScenario, context: PrintContext): string[] {
  const { pipeline, unsubscription, open } = part;
  const { isMarbles } = context;
  const name = (what: string) => `${context.pipelineVariable(what, pipeline)}$`;
  const results = name('results');
  const unsubscribedIn = unsubscription?.by === 'other' ? unsubscription.frame : undefined;
  const usesTakeUntil = unsubscribedIn !== undefined && !isMarbles;
  const source = isMarbles
    ? coldLines(name('source'), part, context.scenario.steps)
    : [`const ${name('source')} = new Subject<unknown>();`];
  const until = usesTakeUntil ? [`const ${name('left')} = new Subject<void>();`] : [];
  const operators = operatorLines(part, context, usesTakeUntil ? name('left') : undefined);
  const subscription =
    unsubscribedIn !== undefined && isMarbles ? `, ${literal(subscriptionString(unsubscribedIn))}` : '';
  return [
    ...source,
    ...until,
    ...(!isMarbles && isOpenedLater(open)
      ? openedLaterLines(results, name('opened'), name('source'), operators)
      : [`const ${results} = ${name('source')}.pipe(`, ...operators.map((line) => `  ${line}`), ');']),
    ...expectationLines({
      actual: `${results}${subscription}`,
      marbles: marblesOf(outcomeMarbles(part, usesTakeUntil)),
      fields: valueFields(part),
      notifications: notificationSources(part, usesTakeUntil ? unsubscribedIn : undefined),
      error: part.error,
    }),
  ];
}

/** The pipeline is subscribed to in the course of the test, by a step. */
export function isOpenedLater(open: PipelineScenario['open']): boolean {
  return open !== undefined && (open.frame > 0 || open.isAfterDevice);
}

function operatorLines(part: PipelineScenario, context: PrintContext, until: string | undefined): string[] {
  const { pipeline, error, unsubscription } = part;
  return [
    `infer(${context.modelVariable('model', pipeline.model)}, {`,
    ...configLines(part).map((line) => `  ${line}`),
    '}),',
    'map(({ source }) => source),',
    ...(error === undefined ? [] : ['catchError((error) => throwError(() => codeOrMessage(error))),']),
    ...(unsubscription?.by === 'take' ? [`take(${unsubscription.count}),`] : []),
    ...(until === undefined ? [] : [`takeUntil(${until}),`]),
  ];
}

function openedLaterLines(results: string, opened: string, source: string, operators: string[]): string[] {
  return [
    `const ${opened} = new Subject<void>();`,
    `const ${results} = ${opened}.pipe(`,
    '  take(1),',
    '  switchMap(() =>',
    `    ${source}.pipe(`,
    ...operators.map((line) => `      ${line}`),
    '    ),',
    '  ),',
    ');',
  ];
}

function notificationSources(part: PipelineScenario, completesIn: number | undefined): string[] {
  const list = part.outcomes.map((outcome) => {
    if (!('index' in outcome)) return literal(outcome);
    return `{ frame: ${outcome.frame}, value: ${fromJson(part.values.get(outcome.index))} }`;
  });
  return completesIn === undefined ? list : [...list, literal({ frame: completesIn, complete: true })];
}
