import { describe, expect, it } from '@jest/globals';
import { add, endOf, nothing, readCtestReport, readJestReport, total } from '../../.tools/check/report.mjs';

const jestReport = (numRuntimeErrorTestSuites: number, ...statuses: string[]): string =>
  JSON.stringify({
    numRuntimeErrorTestSuites,
    testResults: [
      {
        name: '/a.test.ts',
        assertionResults: statuses.map((status, index) => ({ status, fullName: `${status} ${index}` })),
      },
    ],
  });

const testcase = (name: string, status: string, content: string, output = ''): string =>
  `<testcase name="${name}" classname="${name}" time="0" status="${status}">
\t\t${content}
\t\t<system-out>${output}status="run" &lt;/testcase&gt;</system-out>
\t</testcase>`;

describe('the reports of test runners', () => {
  it('should count the tests that passed, failed and were skipped in jest', () => {
    const report = readJestReport(jestReport(0, 'passed', 'passed', 'failed', 'pending', 'todo'));
    expect(report).toEqual({ passed: 2, failed: 1, skipped: ['pending 3', 'todo 4'], files: ['/a.test.ts'] });
  });

  it('should count a test file that could not run as a failed test', () => {
    expect(readJestReport(jestReport(1))).toMatchObject({ passed: 0, failed: 1 });
  });

  it('should count the tests that passed, failed and were skipped in ctest', () => {
    const xml = [
      testcase('good', 'run', ''),
      testcase('bad', 'fail', '<failure message=""/>'),
      testcase('skips itself', 'notrun', '<skipped message="SKIP_RETURN_CODE=77"/>'),
      testcase('off', 'disabled', ''),
    ].join('\n');
    expect(readCtestReport(xml)).toEqual({ passed: 1, failed: 1, skipped: ['skips itself', 'off'] });
  });

  it('should give the reason that a skipped C++ test has printed', () => {
    const matched = '<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>';
    const xml = testcase('needs more', 'notrun', matched, 'skipped: no allocator\n');
    expect(readCtestReport(xml).skipped).toEqual(['needs more (no allocator)']);
  });

  it('should count a C++ test whose executable is missing as failed', () => {
    const xml = testcase('gone', 'notrun', '<skipped message="Unable to find executable"/>');
    expect(readCtestReport(xml)).toEqual({ passed: 0, failed: 1, skipped: [] });
  });

  it('should find that a report has no test', () => {
    expect(total(readCtestReport('<testsuite name="empty" tests="0"></testsuite>'))).toBe(0);
    expect(total(readJestReport(jestReport(0)))).toBe(0);
  });

  it('should add up to the line that a run ends with', () => {
    const one = { passed: 3, failed: 0, skipped: [] };
    expect(endOf(add(nothing, one))).toBe('tests: 3 passed, 0 failed');
    expect(endOf(add(one, { passed: 1, failed: 2, skipped: ['x'] }))).toBe(
      'skipped: x\ntests: 4 passed, 2 failed',
    );
  });
});
