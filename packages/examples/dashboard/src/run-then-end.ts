/**
 * Runs `action` and, whatever comes of it, `end` after it.
 *
 * @param onFault called with the error of `end` if `action` has failed, too
 * @throws the error of `action`, else that of `end`
 */
export async function runThenEnd(
  action: () => Promise<unknown>,
  end: () => Promise<void>,
  onFault: (error: unknown) => void,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    await end().catch(onFault);
    throw error;
  }
  await end();
}
