/** What has been seen of tracked objects: the sum of the classifier's probabilities over several looks. */
export class Votes {
  readonly #sums = new Map<number, { looks: number; readonly sums: number[] }>();

  /** @param labels by class */
  constructor(private readonly labels: readonly string[]) {}

  /** How often the object has been looked at. */
  looksAt(id: number): number {
    return this.#sums.get(id)?.looks ?? 0;
  }

  /** @param probabilities by class */
  add(id: number, probabilities: readonly number[]): void {
    const known = this.#sums.get(id) ?? { looks: 0, sums: this.labels.map(() => 0) };
    known.looks += 1;
    for (const [index, probability] of probabilities.entries())
      known.sums[index] = (known.sums[index] ?? 0) + probability;
    this.#sums.set(id, known);
  }

  /** The class with the largest sum. Undefined before the first look. */
  labelOf(id: number): string | undefined {
    const known = this.#sums.get(id);
    if (known === undefined) return undefined;
    return this.labels[known.sums.indexOf(Math.max(...known.sums))];
  }

  /** Objects that are not among `ids` have gone for good. */
  keep(ids: ReadonlySet<number>): void {
    for (const id of this.#sums.keys()) if (!ids.has(id)) this.#sums.delete(id);
  }
}
