import type { RecordedEvent } from '../recording/recorded-event.js';
import { type Scenario, scenarioOf } from '../replay/scenario.js';
import { helpersFor } from './helpers.js';
import { importsFor } from './imports.js';
import { indented } from './indented.js';
import { literal } from './literal.js';
import { letter } from './marble-string.js';
import { PrintContext } from './print-context.js';
import { modelLines } from './print-model.js';
import { pipelineLines } from './print-pipeline.js';
import { stepsLines } from './print-steps.js';

/**
 * A recording as the source of a test on the virtual device.
 *
 * @param dropped how many older events were left out
 * @param name of the test. Default: what was recorded
 */
export function printTest(events: readonly RecordedEvent[], dropped: number, name?: string): string {
  const scenario = withValues(scenarioOf(events));
  const test = testSource(scenario, name);
  const text = `${helpersFor(test)}\n${test}`;
  const comments = ['Printed from a recording; frames are milliseconds.', ...notesOf(scenario, dropped)];
  return `${comments.map((comment) => `// ${comment}\n`).join('')}${importsFor(text)}${text}`;
}

function testSource(scenario: Scenario, name: string | undefined): string {
  const { pipelines } = scenario;
  const context = new PrintContext(scenario);
  const body = [
    ...scenario.models.flatMap((model) => modelLines(model, context)),
    ...pipelines.flatMap((pipeline) => pipelineLines(pipeline, context)),
    ...(context.isMarbles ? [] : stepsLines(context)),
  ].join('\n');
  const inputs = pipelines.reduce((sum, { positions }) => sum + positions.size, 0);
  const title =
    name ?? `${counted(inputs, 'input')} of ${counted(pipelines.length, 'pipeline')}, as recorded`;
  const checks = context.modelVariables().map((model) => `assertBalanced(${model});`);
  return `it(${literal(title)}, () => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ ${/\bcold\(/.test(body) ? 'cold, ' : ''}expectObservable, flush }) => {
${indented(body, 4)}
    flush();
${indented(checks.join('\n'), 4)}
  });
});
`;
}

function notesOf({ notes }: Scenario, dropped: number): string[] {
  if (dropped === 0) return [...notes];
  return [
    `The recording has lost its ${dropped} oldest events: the beginning may need to be mended.`,
    ...notes,
  ];
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Replaces values of which nothing was kept: by letters if there are enough for all pipelines, else by positions. */
function withValues(scenario: Scenario): Scenario {
  const isLettered = scenario.pipelines.every(
    ({ positions }) => positions.size === 0 || letter(positions.size - 1) !== undefined,
  );
  const pipelines = scenario.pipelines.map((part) => {
    const values = new Map<number, string>();
    for (const [index, position] of part.positions) {
      const substitute = isLettered ? letter(position) : index;
      values.set(index, part.values.get(index) ?? JSON.stringify(substitute));
    }
    return { ...part, values };
  });
  return { ...scenario, pipelines };
}
