/** A part of an address without its percent-encoding; as it is where a percent sign encodes nothing, as in a password. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
