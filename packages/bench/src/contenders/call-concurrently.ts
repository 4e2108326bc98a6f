/**
 * Makes calls, so many at once: each caller makes its next call when the last one has been answered.
 *
 * @param callers how many calls are made at once
 * @param calls how many are made in all
 * @param call makes the `i`-th call
 */
export async function callConcurrently(
  callers: number,
  calls: number,
  call: (i: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next < calls) {
      const i = next;
      next += 1;
      await call(i);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
