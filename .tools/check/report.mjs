// Reads the reports of jest and ctest: counts, and the names of skipped tests. Why it stays: no tool adds up two runners.

/**
 * @typedef {object} Report
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped the skipped tests, by name
 */

/** @type {Report} */
export const nothing = { passed: 0, failed: 0, skipped: [] };

/**
 * @param {Report} a
 * @param {Report} b
 * @returns {Report}
 */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: [...a.skipped, ...b.skipped],
});

/** @param {Report} report */
export const total = ({ passed, failed, skipped }) => passed + failed + skipped.length;

/**
 * The last lines of a test run: one for each skipped test, then the counts.
 *
 * @param {Report} report
 */
export function endOf({ passed, failed, skipped }) {
  const skips = skipped.map((name) => `skipped: ${name}\n`).join('');
  return `${skips}tests: ${passed} passed, ${failed} failed`;
}

/**
 * Reads jest's JSON report. A test file that could not run counts as one failed test, since the number of its tests is
 * unknown.
 *
 * @param {string} json
 * @returns {Report & { files: readonly string[] }} `files`: the test files that ran
 */
export function readJestReport(json) {
  /** @type {{ numRuntimeErrorTestSuites: number, testResults: JestFile[] }} */
  const { numRuntimeErrorTestSuites, testResults } = JSON.parse(json);
  const tests = testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed').length;
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failed + numRuntimeErrorTestSuites,
    skipped: tests
      .filter(({ status }) => !['passed', 'failed'].includes(status))
      .map((test) => test.fullName),
    files: testResults.map(({ name }) => name),
  };
}

/** @typedef {{ name: string, assertionResults: { fullName: string, status: string }[] }} JestFile */

/**
 * Reads ctest's JUnit report. A test that did not run counts as skipped only if it is disabled, or if its own output or
 * exit code asks for it (SKIP_RETURN_CODE, SKIP_REGULAR_EXPRESSION). Any other reason, such as a missing executable, is a
 * failure. The name of a skipped test is followed by the reason that the test has printed first, behind `skipped: `.
 *
 * @param {string} xml
 * @returns {Report}
 */
export function readCtestReport(xml) {
  let passed = 0;
  let failed = 0;
  const skipped = [];
  const testcase = /<testcase name="([^"]*)"[^>]*\bstatus="(\w+)"[^>]*>(.*?)<\/testcase>/gs;
  for (const [, name = '', status, content = ''] of xml.matchAll(testcase)) {
    if (status === 'run') passed++;
    else if (status === 'disabled' || content.includes('<skipped message="SKIP_')) {
      const reason = /<system-out>skipped: ([^\n<]+)/.exec(content)?.[1];
      skipped.push(reason === undefined ? name : `${name} (${reason})`);
    } else failed++;
  }
  return { passed, failed, skipped };
}
