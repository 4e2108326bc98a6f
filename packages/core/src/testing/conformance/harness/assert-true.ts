/** Throws an Error with this message unless the condition is true. */
export function assertTrue(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
