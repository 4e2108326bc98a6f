// What the test runners report: counts, and which tests were skipped.

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
 * What a test run ends with: the tests that were skipped, if any, and the line with the counts.
 *
 * @param {Report} report
 */
export function endOf({ passed, failed, skipped }) {
  const skips = skipped.map((name) => `skipped: ${name}\n`).join('');
  return `${skips}tests: ${passed} passed, ${failed} failed`;
}

/**
 * Reads jest's JSON report. A test file that could not run counts as one failed test: its tests are
 * unknown, and none of them passed.
 *
 * @param {string} json
 * @returns {Report & { files: readonly string[] }} `files`: the test files that were run
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
 * Reads ctest's JUnit report. A test that was not run counts as skipped only if it says so itself
 * (SKIP_RETURN_CODE, SKIP_REGULAR_EXPRESSION) or is disabled; any other reason, such as an executable
 * that is not there, is a failure.
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
    else if (status === 'disabled' || content.includes('<skipped message="SKIP_')) skipped.push(name);
    else failed++;
  }
  return { passed, failed, skipped };
}
