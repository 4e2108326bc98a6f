/** Throws an Error unless both values have the same JSON text. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const [actualText, expectedText] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (actualText === expectedText) return;
  throw new Error(`${what}: expected ${expectedText} but received ${actualText}`);
}
