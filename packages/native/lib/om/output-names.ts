/**
 * The names that ONNX has for outputs, of those that an offline model has: the part behind the first `:<digits>:` where there
 * is one, and where all names stay unique; else the names as they are.
 */
export function outputNames(rawNames: readonly string[]): string[] {
  const names = rawNames.map((raw) => /^.*?:\d+:(.+)$/s.exec(raw)?.[1] ?? raw);
  return new Set(names).size === names.length ? names : [...rawNames];
}
