// npm run bench -- --against, with rounds so short that its figures mean nothing.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import type { AgainstResult } from '../../src/against/run-against-case.js';
import { thisCheckout } from '../../src/processes/this-checkout.js';
import { fakeCheckout } from '../support/fake-checkout.js';
import { runBench } from '../support/run-bench.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
// A test starts up to sixteen processes, one after the other. The limit is for what hangs.
jest.setTimeout(180_000);
const quick = ['--rounds', '5', '--round-ms', '10', '--warm-up-ms', '0', '--process-pairs', '1'];

async function compare(baseline: string, ...args: string[]) {
  const { code, stdout, stderr } = await runBench('--against', baseline, ...quick, ...args, '--json');
  expect(stderr).toBe('');
  return { code, result: JSON.parse(stdout) as { cases: AgainstResult[] } & Record<string, unknown> };
}

describe('npm run bench -- --against', () => {
  it('should compare with a checkout that has nothing but a built packages/native, as in earlier layouts', async () => {
    const baseline = join(folder.path, 'earlier');
    mkdirSync(join(baseline, 'packages'), { recursive: true });
    symlinkSync(join(thisCheckout, 'packages/native'), join(baseline, 'packages/native'));
    const { code, result } = await compare(baseline, '--case', 'noop', '--case', 'pipelines');
    expect(result).toMatchObject({
      machine: { node: process.versions.node },
      candidate: thisCheckout,
      baseline,
      plan: { rounds: 5, processPairs: 1, roundSeconds: 0.01, warmUpSeconds: 0 },
    });
    expect(result.cases.map(({ name }) => name)).toEqual(['noop', 'pipelines']);
    for (const { sameCode, candidate, verdict } of result.cases) {
      for (const run of [sameCode, candidate]) {
        expect(run.ratios).toHaveLength(5);
        for (const figure of [...run.ratios, ...run.inferencesPerSecond, ...run.cpuMicroseconds]) {
          expect(figure).toBeGreaterThan(0);
        }
      }
      expect(verdict.limit).toBeLessThanOrEqual(0.97);
      expect(verdict.passed).toBe(candidate.spread.median >= verdict.limit);
    }
    expect(code).toBe(result.cases.every(({ verdict }) => verdict.passed) ? 0 : 1);
  });

  it('should fail with exit code 1 beside a faster baseline', async () => {
    const baseline = fakeCheckout(
      join(folder.path, 'faster'),
      `import { of } from 'rxjs';
       export const inferFrom = () => of({});`,
    );
    const { code, result } = await compare(baseline, '--case', 'noop');
    expect(result.cases[0]?.verdict.passed).toBe(false);
    expect(code).toBe(1);
  });

  it('should pass with exit code 0 beside a slower baseline, and run both operators of pipelines', async () => {
    const log = join(folder.path, 'log');
    const baseline = fakeCheckout(
      join(folder.path, 'slower'),
      `import { appendFileSync } from 'node:fs';
       import { from, map } from 'rxjs';
       const spend = () => {
         for (const until = performance.now() + 2; performance.now() < until; );
         return {};
       };
       const each = (source, name) => {
         appendFileSync(${JSON.stringify(log)}, name + ' ');
         return from(source).pipe(map(spend));
       };
       export const infer = () => (source) => each(source, 'infer');
       export const inferFrom = (source) => each(source, 'inferFrom');`,
    );
    const { code, result } = await compare(baseline, '--case', 'pipelines-8');
    expect(result.cases[0]?.verdict.passed).toBe(true);
    expect(code).toBe(0);
    const names = readFileSync(log, 'utf8').trim().split(' ');
    expect(names.slice(0, 8).join(' ')).toBe('infer inferFrom '.repeat(4).trim());
    expect(names.filter((name) => name === 'infer')).toHaveLength(names.length / 2);
  });

  it('should print a table and a verdict for each case', async () => {
    const baseline = fakeCheckout(
      join(folder.path, 'empty'),
      `import { of } from 'rxjs';
       export const inferFrom = () => of({});`,
    );
    const { code, stdout } = await runBench('--against', baseline, ...quick, '--case', 'noop');
    expect(stdout).toContain(`baseline: ${baseline}`);
    expect(stdout).toMatch(/^ {2}baseline \(A\/A\) +[\d.]+ /m);
    expect(stdout).toMatch(/^ {2}this checkout +[\d.]+ /m);
    expect(stdout).toMatch(/^ {2}FAILED: the median ratio is [\d.]+, at least [\d.]+ is expected$/m);
    expect(code).toBe(1);
  });

  it.each([
    [['--against', '/nowhere'], 'there is no such folder'],
    [['--against', '.', '--case', 'soak'], 'for --case but received soak'],
    [['--against', '.', '--report', 'a.html'], '--report cannot be combined with --against'],
    [['--against', '.', '--callback-interval', '1'], '--callback-interval cannot be combined with --against'],
    [['--against', '.', '--rounds', '4'], 'expected an integer from 5 to 1000 for --rounds but received 4'],
    [
      ['--against', '.', '--rounds', '5', '--process-pairs', '6'],
      'expected an integer from 1 to 5 for --process-pairs',
    ],
    [['--process-pairs', '2'], '--process-pairs is an option of --against'],
    [['noop'], 'unexpected argument noop'],
  ])('should refuse %j before it measures anything', async (args, message) => {
    const { code, stdout, stderr } = await runBench(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });
});
