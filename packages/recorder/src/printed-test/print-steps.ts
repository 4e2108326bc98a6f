import { longestDelayOf } from '../replay/longest-delay.js';
import type { ExternalStep } from '../replay/scenario.js';
import { literal } from './literal.js';
import type { PrintContext } from './print-context.js';
import { fromJson } from './print-marbles.js';
import { isOpenedLater } from './print-pipeline.js';

/** What is done from outside, and the call that does it. */
export function stepsLines(context: PrintContext): string[] {
  const { scenario } = context;
  const steps = scenario.steps
    .map((step) => stepSource(step, context))
    .filter((source) => source !== undefined)
    .map((source) => `  ${source},`);
  const models = context.modelVariables().join(', ');
  return [
    'const steps: Step[] = [',
    ...steps,
    '];',
    `play(steps, () => progressOf([${models}]), ${longestDelayOf(scenario) + 1});`,
  ];
}

function stepSource(step: ExternalStep, context: PrintContext): string | undefined {
  const { frame, isAfterDevice, progress } = step;
  const call = callSource(step, context);
  if (call === undefined) return undefined;
  const after = isAfterDevice ? `, after: ${progress}` : '';
  return `{ frame: ${frame}${after}, run: () => ${call} }`;
}

// Undefined: nothing is to be done.
function callSource({ event }: ExternalStep, context: PrintContext): string | undefined {
  const { pipeline } = event;
  const subject = (what: string) => `${context.pipelineVariable(what, pipeline)}$`;
  const part = context.scenario.pipelines.find((each) => each.pipeline === pipeline);
  switch (event.type) {
    case 'open':
      return isOpenedLater(part?.open) ? `${subject('opened')}.next()` : undefined;
    case 'submit':
      return `${subject('source')}.next(${fromJson(part?.values.get(event.index))})`;
    case 'sourceComplete':
      return `${subject('source')}.complete()`;
    case 'sourceError':
      return `${subject('source')}.error(${literal(event.error)})`;
    case 'close':
      return `void ${context.modelVariable('model', pipeline.model)}.close()`;
    case 'end':
      return `${subject('left')}.next()`;
  }
}
