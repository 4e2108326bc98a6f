/**
 * Runs the rounds of several contenders by turns, so that a disturbance of the machine meets all of them alike. Only one
 * contender runs at a time. Every second turn has the reverse order, so that none always follows the same other one.
 *
 * @param done called with the finished part of the work, from 0 to 1
 */
export async function takeTurns<R>(
  rounds: number,
  runners: readonly R[],
  round: (runner: R) => Promise<unknown>,
  done: (part: number) => void,
): Promise<void> {
  for (let n = 0; n < rounds; n += 1) {
    const turn = n % 2 === 0 ? runners : runners.toReversed();
    for (const [i, runner] of turn.entries()) {
      await round(runner);
      done((n * runners.length + i + 1) / (rounds * runners.length));
    }
  }
}
