/** What is kept of an error: short, printable and comparable. */
export type ErrorSummary = string | number | boolean | null;

/** The code of an error, else its message, else what kind of value it is. Most primitives stand for themselves. */
export function errorSummary(error: unknown): ErrorSummary {
  if (
    error === null ||
    typeof error === 'number' ||
    typeof error === 'boolean' ||
    typeof error === 'string'
  ) {
    return error;
  }
  try {
    const { code, message } = Object(error) as { code?: unknown; message?: unknown };
    const summary = code ?? message;
    if (typeof summary === 'string' || typeof summary === 'number') return summary;
    return described(error);
  } catch {
    // A getter has thrown. A recorder must not fail because of what it records.
    return 'an object that cannot be read';
  }
}

function described(error: unknown): string {
  if (typeof error === 'function') return 'a function';
  if (typeof error !== 'object' || error === null) return String(error);
  const names = Object.keys(error).map((name) => `\`${name}\``);
  return names.length > 0 ? `an object with ${names.join(', ')}` : 'an empty object';
}
