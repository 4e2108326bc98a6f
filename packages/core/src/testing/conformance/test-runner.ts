/** The globals of a test runner that the suite uses. */
interface TestRunner {
  describe(name: string, body: () => void): void;
  it: ((name: string, body: () => Promise<void>) => void) & { skip(name: string, body: () => void): void };
}

/** @throws TypeError outside of a test runner, or if its globals are switched off */
export function testRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>;
  if (typeof describe === 'function' && typeof it === 'function') return { describe, it };
  throw new TypeError(
    'Expected the globals `describe` and `it` of a test runner. Call describeDevice in a test file; in Vitest, set `globals: true`.',
  );
}
