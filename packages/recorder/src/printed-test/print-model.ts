import type { RecordedModel, RecordedPipeline } from '../recording/recorded-event.js';
import type { DevicePlan } from '../replay/device-plan.js';
import type { FramedDrop, ModelScenario } from '../replay/model-scenario.js';
import { literal } from './literal.js';
import { letter } from './marble-string.js';
import type { PrintContext } from './print-context.js';
import { expectationLines } from './print-expectation.js';
import { fromJson, marblesOf } from './print-marbles.js';

/** A model, the observable of its drops, and what is expected of it. */
export function modelLines(part: ModelScenario, context: PrintContext): string[] {
  const { model, plan, closes } = part;
  const { instances, slots, batchSizes, dynamic } = model;
  const options = {
    slots,
    ...(instances === 1 ? {} : { instances }),
    ...(batchSizes ? { gears: batchSizes } : {}),
    ...(dynamic ? dynamicOptions(dynamic) : {}),
  };
  const times = context.modelVariable('serviceTimes', model);
  const { lines, device } = deviceSource(plan, times);
  const name = context.modelVariable('model', model);
  const fields = `${context.hasSeveralPipelines ? 'label, ' : ''}source, cause, waited`;
  // Closing the model completes `dropped$`, at a moment that is not recorded.
  const open = closes ? ', concatWith(NEVER)' : '';
  const drops = `${context.modelVariable('drops', model)}$`;
  return [
    ...lines,
    `const ${name} = ${device}.createModel(${literal(options)});`,
    `const ${drops} = ${name}.dropped$.pipe(map(({ ${fields} }) => [${fields}])${open});`,
    ...dropLines(drops, part.drops, context),
  ];
}

// The output is a copy of the first input: the recording does not say what the model computes.
function dynamicOptions({ inputs, gears }: NonNullable<RecordedModel['dynamic']>): object {
  const outputs = inputs.slice(0, 1).map(({ type, dims }) => ({ name: 'y', type, dims }));
  return { inputs, outputs, ...(gears ? { gears } : {}) };
}

function dropLines(observable: string, drops: readonly FramedDrop[], context: PrintContext): string[] {
  // Stale inputs are recorded when a late timer drops them; in the test timers are in time.
  const sorted = [...drops].sort((a, b) => a.frame - b.frame);
  const tuples = sorted.map(({ waited, event }) => {
    const { pipeline, index, cause } = event;
    const label = context.hasSeveralPipelines ? `${literal(pipeline.settings.label)}, ` : '';
    return `[${label}${valueSource(pipeline, index, context)}, ${literal(cause)}, ${waited}]`;
  });
  return expectationLines({
    actual: observable,
    marbles: marblesOf(sorted.map(({ frame }, n) => ({ frame, sign: letter(n) }))),
    fields: tuples.map((tuple, n) => `${letter(n)}: ${tuple}`),
    notifications: sorted.map(({ frame }, n) => `{ frame: ${frame}, value: ${tuples[n]} }`),
  });
}

function valueSource(pipeline: RecordedPipeline, index: number, { scenario }: PrintContext): string {
  const part = scenario.pipelines.find((each) => each.pipeline === pipeline);
  return fromJson(part?.values.get(index));
}

// The device of a plan, and what must stand ahead of it.
function deviceSource(
  { serviceTimes, faults }: DevicePlan,
  name: string,
): { lines: string[]; device: string } {
  const [time = 0] = serviceTimes;
  const isConstant = serviceTimes.every((each) => each === time);
  const option = isConstant ? `${time}` : `(_batchSize, ordinal) => ${name}[ordinal] ?? 0`;
  const device = `createVirtualDevice({ serviceTime: ${option} })`;
  const plan = faultPlan(faults);
  return {
    lines: isConstant ? [] : arrayLines(`const ${name} = `, serviceTimes.map(String)),
    device: plan ? `withFaults(${device}, ${plan})` : device,
  };
}

function faultPlan(faults: DevicePlan['faults']): string | undefined {
  const { submissions, inferences, rebuilds, slowRebuilds, lost, late } = faults;
  const callbacks = withoutEmpty({ lost, late });
  const plan = withoutEmpty({ submissions, inferences, callbacks, rebuilds, slowRebuilds });
  return Object.keys(plan).length === 0 ? undefined : literal(plan);
}

function withoutEmpty(fields: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => Object.keys(field).length > 0));
}

const longestLine = 100;

// As many elements on a line as have room.
function arrayLines(head: string, elements: readonly string[]): string[] {
  const whole = `${head}[${elements.join(', ')}];`;
  if (whole.length <= longestLine) return [whole];
  const lines = [`${head}[`];
  let line = ' ';
  for (const element of elements) {
    if (line.length + element.length > longestLine - 4) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${element},`;
  }
  return [...lines, line, '];'];
}
