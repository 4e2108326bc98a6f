// A recording as the source of a test on the virtual device.
import type { RecordedEvent } from './events.js';
import { literal } from './literal.js';
import { longestDelay } from './longest-delay.js';
import { letter, subscriptionString } from './marble-string.js';
import { configLines } from './print-config.js';
import {
  coldLines,
  fromJson,
  marbled,
  outcomeMarbles,
  saysItInMarbles,
  valueFields,
} from './print-marbles.js';
import { type ModelPart, type Outside, type PipelinePart, type Scenario, scenarioOf } from './scenario.js';
import { helpersFor, importsFor, indented } from './test-text.js';

/** See `Recorder.toTest`. */
export function printTest(events: readonly RecordedEvent[], dropped: number, name?: string): string {
  const scenario = withValues(scenarioOf(events));
  const body = new Body(scenario).text();
  const notes = [...scenario.notes];
  if (dropped > 0) {
    notes.unshift(
      `The recording has lost its ${dropped} oldest events: the beginning may need to be mended.`,
    );
  }
  const { pipelines, models } = scenario;
  const inputs = pipelines.reduce((sum, { positions }) => sum + positions.size, 0);
  const title =
    name ?? `${counted(inputs, 'input')} of ${counted(pipelines.length, 'pipeline')}, as recorded`;
  const all = models.length === 1 ? ['model'] : models.map((_, n) => `model${n}`);
  const test = `it(${literal(title)}, () => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ ${/\bcold\(/.test(body) ? 'cold, ' : ''}expectObservable, flush }) => {
${indented(body, 4)}
    flush();
${indented(all.map((model) => `assertBalanced(${model});`).join('\n'), 4)}
  });
});
`;
  const helpers = helpersFor(test);
  const text = `${helpers}\n${test}`;
  const heads = notes.map((note) => `// ${note}\n`).join('');
  return `// Printed from a recording; frames are milliseconds.\n${heads}${importsFor(helpersFor(text) + text)}${text}`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What stands for the values of which nothing was kept: letters where marbles can say it, else their positions. */
function withValues(scenario: Scenario): Scenario {
  const lettered = scenario.pipelines.every(
    ({ positions }) => letter(positions.size - 1) !== undefined || positions.size === 0,
  );
  const pipelines = scenario.pipelines.map((part) => {
    const values = new Map<number, string>();
    for (const [index, position] of part.positions) {
      const stand = lettered ? (letter(position) as string) : index;
      values.set(index, part.values.get(index) ?? JSON.stringify(stand));
    }
    return { ...part, values };
  });
  return { ...scenario, pipelines };
}

class Body {
  readonly #scenario: Scenario;
  readonly #marbles: boolean;
  readonly #lines: string[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#marbles = saysItInMarbles(scenario);
  }

  text(): string {
    const { models, pipelines, outside } = this.#scenario;
    for (const model of models) this.#model(model);
    for (const pipeline of pipelines) this.#pipeline(pipeline);
    if (!this.#marbles) {
      const steps = outside.map((step) => this.#step(step)).filter((text) => text !== undefined);
      const all = models.map((model) => this.#nameOf('model', model.info.number)).join(', ');
      this.#add(
        'const steps: Step[] = [',
        ...steps.map((step) => `  ${step},`),
        '];',
        `play(steps, () => progressOf([${all}]), ${longestDelay(this.#scenario) + 1});`,
      );
    }
    return this.#lines.join('\n');
  }

  #add(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  // Numbered only where there are several.
  #nameOf(what: string, number: number): string {
    const { models, pipelines } = this.#scenario;
    const parts: readonly { info: { number: number } }[] =
      what === 'model' || what === 'drops' ? models : pipelines;
    if (parts.length === 1) return what;
    return `${what}${parts.findIndex(({ info }) => info.number === number)}`;
  }

  #model({ info, plan, drops, closes }: ModelPart): void {
    const { number, instances, slots, gears } = info;
    const options: Record<string, unknown> = {
      ...(slots === 256 ? {} : { slots }),
      ...(instances === 1 ? {} : { instances }),
      ...(gears ? { gears } : {}),
    };
    const [time = 0] = plan.serviceTimes;
    let device = `createVirtualDevice({ serviceTime: ${time} })`;
    if (plan.serviceTimes.some((each) => each !== time)) {
      const times = this.#nameOf('serviceTimes', number);
      this.#add(...array(`const ${times} = `, plan.serviceTimes.map(String)));
      device = `createVirtualDevice({ serviceTime: (_batchSize, ordinal) => ${times}[ordinal] ?? 0 })`;
    }
    const faults = faultsOf(plan);
    if (faults) device = `withFaults(${device}, ${faults})`;
    const model = this.#nameOf('model', number);
    this.#add(
      `const ${model} = ${device}.createModel(${Object.keys(options).length > 0 ? literal(options) : ''});`,
    );
    const several = this.#scenario.pipelines.length > 1;
    const fields = `${several ? 'label, ' : ''}source, cause, waited`;
    const kept = closes ? ', concatWith(NEVER)' : '';
    this.#add(
      `const ${this.#nameOf('drops', number)}$ = ${model}.dropped$.pipe(map(({ ${fields} }) => [${fields}])${kept});`,
    );
    const said = drops.map(({ frame, waited, event }) => {
      const part = this.#partOf(event.pipeline.number);
      const value = part?.values.get(event.index);
      const label = several ? `${literal(event.pipeline.settings.label)}, ` : '';
      return { frame, text: `[${label}${fromJson(value)}, ${literal(event.cause)}, ${waited}]` };
    });
    // A timer that rang late rings in time here.
    said.sort((a, b) => a.frame - b.frame);
    const marbles = marbled(said.map(({ frame }, n) => ({ frame, sign: letter(n) })));
    this.#expect(
      `expectObservable(${this.#nameOf('drops', number)}$)`,
      marbles,
      said.map(({ text }, n) => `${letter(n)}: ${text}`),
      said.map(({ frame, text }) => `{ frame: ${frame}, value: ${text} }`),
    );
  }

  #pipeline(part: PipelinePart): void {
    const { info, stop, outcomes, open, error } = part;
    const named = (what: string) => `${this.#nameOf(what, info.number)}$`;
    const [source, results, opened, left] = ['source', 'results', 'opened', 'left'].map(named) as [
      string,
      string,
      string,
      string,
    ];
    if (this.#marbles) this.#add(...coldLines(source, part, this.#scenario.outside));
    else this.#add(`const ${source} = new Subject<unknown>();`);
    const leaves = stop?.how === 'leave' && !this.#marbles;
    const expected = marbled(outcomeMarbles(part, leaves));
    if (leaves) this.#add(`const ${left} = new Subject<void>();`);
    const operators = [
      `infer(${this.#nameOf('model', info.model.number)}, {`,
      ...configLines(part).map((line) => `  ${line}`),
      '}),',
      'map(({ source }) => source),',
      ...(error === undefined ? [] : ['catchError((error) => throwError(() => said(error))),']),
      ...(stop?.how === 'take' ? [`take(${stop.count}),`] : []),
      ...(leaves ? [`takeUntil(${left}),`] : []),
    ];
    const isLate = !this.#marbles && isOpenedLater(open);
    if (isLate) {
      this.#add(
        `const ${opened} = new Subject<void>();`,
        `const ${results} = ${opened}.pipe(`,
        '  take(1),',
        `  switchMap(() =>`,
        `    ${source}.pipe(`,
        ...operators.map((line) => `      ${line}`),
        '    ),',
        '  ),',
        ');',
      );
    } else {
      this.#add(`const ${results} = ${source}.pipe(`, ...operators.map((line) => `  ${line}`), ');');
    }
    const until = stop?.how === 'leave' && !leaves ? `, ${literal(subscriptionString(stop.frame))}` : '';
    const list = outcomes.map((outcome) => {
      if ('index' in outcome)
        return `{ frame: ${outcome.frame}, value: ${fromJson(part.values.get(outcome.index))} }`;
      return literal(outcome);
    });
    if (leaves) list.push(literal({ frame: stop.frame, complete: true }));
    this.#expect(`expectObservable(${results}${until})`, expected, valueFields(part), list, error);
  }

  #expect(
    actual: string,
    marbles: string | undefined,
    fields: string[],
    list: string[],
    error?: unknown,
  ): void {
    if (marbles === undefined) {
      this.#add(`${actual}.toEqual(`, '  listed([', ...list.map((each) => `    ${each},`), '  ]),', ');');
      return;
    }
    const values =
      fields.length > 0 ? `, { ${fields.join(', ')} }` : error === undefined ? '' : ', undefined';
    const thrown = error === undefined ? '' : `, ${literal(error)}`;
    this.#add(`${actual}.toBe(${literal(marbles)}${values}${thrown});`);
  }

  #step({ event, frame, afterDevice, progress }: Outside): string | undefined {
    const { number } = event.pipeline;
    const part = this.#partOf(number);
    const source = `${this.#nameOf('source', number)}$`;
    const runs = {
      open: () => (isOpenedLater(part?.open) ? `${this.#nameOf('opened', number)}$.next()` : undefined),
      submit: () =>
        `${source}.next(${fromJson(event.type === 'submit' ? part?.values.get(event.index) : '')})`,
      sourceComplete: () => `${source}.complete()`,
      sourceError: () => `${source}.error(${literal(event.type === 'sourceError' ? event.error : '')})`,
      close: () => `void ${this.#nameOf('model', event.pipeline.model.number)}.close()`,
      end: () => `${this.#nameOf('left', number)}$.next()`,
    };
    const run = runs[event.type]();
    if (run === undefined) return undefined;
    const after = afterDevice ? `, after: ${progress}` : '';
    return `{ frame: ${frame}${after}, run: () => ${run} }`;
  }

  #partOf(number: number): PipelinePart | undefined {
    return this.#scenario.pipelines.find(({ info }) => info.number === number);
  }
}

const isOpenedLater = (open: PipelinePart['open']) =>
  open !== undefined && (open.frame > 0 || open.afterDevice);

function faultsOf(plan: ModelPart['plan']): string | undefined {
  const { submissions, inferences, rebuilds, slowRebuilds, lost, late } = plan;
  const callbacks = {
    ...(lost.length > 0 ? { lost } : {}),
    ...(Object.keys(late).length > 0 ? { late } : {}),
  };
  const faults = Object.entries({ submissions, inferences, callbacks, rebuilds, slowRebuilds });
  const present = faults.filter(([, of]) => Object.keys(of).length > 0);
  return present.length === 0 ? undefined : literal(Object.fromEntries(present));
}

// As many elements on a line as have room.
function array(head: string, elements: readonly string[]): string[] {
  const whole = `${head}[${elements.join(', ')}];`;
  if (whole.length <= 100) return [whole];
  const lines = [`${head}[`];
  let line = ' ';
  for (const element of elements) {
    if (line.length + element.length > 96) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${element},`;
  }
  return [...lines, line, '];'];
}
