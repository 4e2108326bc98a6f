// The page docs/options.md has every option with its type and its default; the page docs/coverage.md names tests of each
// that exist and use it.
import { describe, expect, it } from '@jest/globals';
import { exists, filesBelow, read, root, sources } from './support/files.js';
import { interfaceOptions, oneLine } from './support/interface-options.js';

/** What takes options: the heading in both documents, and the interface. */
const takers = [
  ['`infer` and `inferFrom`', 'InferConfig'],
  ['`model.runner`', 'RunnerConfig'],
  ['`openDevice`', 'DeviceOptions'],
  ['`loadModel`', 'LoadOptions'],
  ['`createVirtualDevice`', 'VirtualDeviceOptions'],
  ['`createModel` of a virtual device', 'VirtualModelOptions'],
] as const;

/** The text below a heading of the second level. */
function section(file: string, heading: string): string {
  const text = read(file)
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  if (text === undefined) throw new Error(`${file} has no section ${heading}`);
  return text;
}

const entry =
  /^### `(\w+)`\n\n- \*\*Type\*\* (.+?)\n- \*\*Default\*\* (.+?)\n- \*\*Meaning\*\* (.+?)\n- \*\*Use it when\*\* (.+?)\n$/gms;

/** The options of a section of docs/options.md. */
const documented = (heading: string) =>
  [...section('docs/options.md', heading).matchAll(entry)].map(([, name = '', type = '', fallback = '']) => ({
    name,
    type: oneLine(/^`([^`]+)`/.exec(type)?.[1] ?? ''),
    fallback: oneLine(fallback),
  }));

/** The rows of a section of docs/coverage.md. */
const coverage = (heading: string) =>
  [...section('docs/coverage.md', heading).matchAll(/^\| `(\w+)` \|(.*)\|(.*)\|$/gm)].map(
    ([, name = '', virtual = '', embedded = '']) => ({
      name,
      claimsConformance: /\bconformance\b/.test(embedded),
      isOfCoreAlone: /\bcore alone\b/.test(embedded),
      files: [
        ...testFiles(virtual).map((file) =>
          file.startsWith('packages/') ? file : `packages/core/test/${file}`,
        ),
        ...testFiles(embedded),
      ],
    }),
  );

const testFiles = (cell: string) =>
  [...cell.matchAll(/`([\w/.-]+\.(?:test\.ts|mjs))`/g)].map(([, file]) => file as string);

const headings = takers.map(([heading]) => heading);
const rows = headings.flatMap(coverage);

describe.each(takers)('docs/options.md, %s', (heading, name) => {
  const options = interfaceOptions(name);

  it('has every option, with its type, and no other', () => {
    expect(options.length).toBeGreaterThan(2);
    const types = (all: readonly { name: string; type: string }[]) =>
      all.map((option) => `${option.name}: ${option.type}`).sort();
    expect(types(documented(heading))).toEqual(types(options));
  });
});

// Those of InferConfig are compared with what the operators take, below.
describe.each(takers.slice(1))('docs/options.md, %s', (heading, name) => {
  it('has the defaults that the doc comments name', () => {
    const comments = new Map(interfaceOptions(name).map((option) => [option.name, option.comment]));
    const values = documented(heading).filter(({ fallback }) => /^`[^`]+`$/.test(fallback));
    expect(values.length).toBeGreaterThan(0);
    const others = values.filter(({ name: option, fallback }) => {
      const comment = comments.get(option)?.replaceAll('`', '') ?? '';
      return !new RegExp(`\\bDefault ${fallback.replaceAll('`', '')}(?!\\w)`).test(comment);
    });
    expect(others).toEqual([]);
  });
});

describe('docs/options.md', () => {
  it('has the defaults that infer takes', async () => {
    const [file = ''] = sources.filter((source) => source.endsWith('/infer-settings.ts'));
    const { inferSettings } = await import(`${root}/${file}`);
    const model = { instances: 1, batchSizes: undefined };
    const defaults: Record<string, unknown> = inferSettings('infer', {}, model);
    const word = (value: unknown) => {
      if (value === undefined || value === Number.POSITIVE_INFINITY) return 'none';
      return typeof value === 'string' ? `\`'${value}'\`` : `\`${value}\``;
    };
    const computed = ['inputs', 'maxInFlight', 'maxQueueSize'];
    const others = documented(takers[0][0]).filter(({ name }) => !computed.includes(name));
    expect(others.length).toBeGreaterThan(10);
    for (const { name, fallback } of others)
      expect({ name, fallback }).toEqual({ name, fallback: word(defaults[name]) });

    const value = { number: 1 };
    expect((defaults.inputs as (value: unknown, index: number) => unknown)(value, 0)).toBe(value);
    const sizes = ['buffer', 'drop-oldest', 'drop-newest', 'error'].map(
      (overflow) => `\`'${overflow}'\` \`${inferSettings('infer', { overflow }, model).maxQueueSize}\``,
    );
    const queue = documented(takers[0][0]).find(({ name }) => name === 'maxQueueSize');
    expect(queue?.fallback).toBe(`by \`overflow\`: ${sizes.join(', ')}`);

    const most = (overflow: string) =>
      inferSettings('infer', { overflow, callbackInterval: 3 }, { ...model, instances: 5 }).maxInFlight;
    expect(documented(takers[0][0]).find(({ name }) => name === 'maxInFlight')?.fallback).toBe(
      `\`${most('buffer')}\`; with an \`overflow\` that drops, two groups per instance: 2 × \`callbackInterval\` × instances`,
    );
    expect(most('error')).toBe(most('buffer'));
    expect([most('drop-oldest'), most('drop-newest')]).toEqual([2 * 3 * 5, 2 * 3 * 5]);
  });
});

describe('docs/coverage.md', () => {
  it.each(headings)('has every option of docs/options.md, %s', (heading) => {
    const names = documented(heading).map(({ name }) => name);
    expect(coverage(heading).map(({ name }) => name)).toEqual(names);
  });

  it('names tests for each of them, or the conformance suite', () => {
    const bare = rows.filter(({ files, claimsConformance }) => files.length === 0 && !claimsConformance);
    expect(bare).toEqual([]);
    // What reaches a device is tested on one.
    const infer = coverage(takers[0][0]);
    expect(infer.filter((row) => !row.claimsConformance && !row.isOfCoreAlone)).toEqual([]);
  });

  it('names test files that exist', () => {
    expect(rows.flatMap(({ files }) => files).length).toBeGreaterThan(30);
    const missing = rows.flatMap(({ name, files }) =>
      files.filter((file) => !exists(file)).map((file) => `${name}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  it('names test files that use the option', () => {
    const silent = rows.flatMap(({ name, files }) =>
      files
        .filter((file) => exists(file) && !new RegExp(`\\b${name}\\b`).test(read(file)))
        .map((file) => `${name}: ${file}`),
    );
    expect(silent).toEqual([]);
  });

  it('says conformance only of options that a case of the suite uses', () => {
    const cases = filesBelow('packages/core/src/testing/conformance/topics', '.ts').map(read);
    const code = cases.join('\n').replace(/\/\/[^\n]*|\/\*.*?\*\/|'[^']*'/gms, '');
    const claimed = rows.filter(({ claimsConformance }) => claimsConformance);
    expect(claimed.length).toBeGreaterThan(10);
    // As a property, or short for one.
    const unused = claimed.filter(({ name }) => !new RegExp(`[{,\\s]${name}\\s*[:,}]`).test(code));
    expect(unused.map(({ name }) => name)).toEqual([]);
  });
});
