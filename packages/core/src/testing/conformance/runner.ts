// The test runner's globals, whichever runner it is, and what the suite asserts with.

interface Runner {
  describe(name: string, body: () => void): void;
  it: ((name: string, body: () => Promise<void>) => void) & { skip(name: string, body: () => void): void };
}

/** @throws TypeError outside of a test runner, or with its globals switched off */
export function runner(): Runner {
  const { describe, it } = globalThis as Partial<Runner>;
  if (typeof describe === 'function' && typeof it === 'function') return { describe, it };
  throw new TypeError(
    'Expected the globals `describe` and `it` of a test runner. Call describeDevice in a test file; in Vitest, set `globals: true`.',
  );
}

/** Throws an Error unless the two are the same, as JSON has them. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [came, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (came !== wanted) throw new Error(`${what}: expected ${wanted} but received ${came}`);
}

/** Throws an Error unless it holds. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
