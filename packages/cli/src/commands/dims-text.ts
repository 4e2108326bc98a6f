/** Dims for people: `1×3×?×?`. What has neither size nor name is a question mark; without dims, `scalar`. */
export function dimsText(dims: readonly (number | string)[]): string {
  const known = (dim: number | string) => (typeof dim === 'number' ? dim >= 0 : dim !== '');
  return dims.map((dim) => (known(dim) ? dim : '?')).join('×') || 'scalar';
}
