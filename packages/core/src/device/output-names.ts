/**
 * The names by which users know the outputs of a model, of the names that the runtime has for them. Compilers of offline models
 * name an output `<producing node>:<index>:<name>`: then its name is the part behind the first `:<index>:` from the left, so
 * that the offline model has the names of the model that it was made of. Where two outputs would have one name by that, all
 * of them keep the runtime's names.
 *
 * @param rawNames of all outputs, in the model's order
 * @return the names in the same order
 */
export function outputNames(rawNames: readonly string[]): readonly string[] {
  const names = rawNames.map((rawName) => /:\d+:(.+)$/s.exec(rawName)?.[1] ?? rawName);
  return new Set(names).size === names.length ? names : rawNames;
}
