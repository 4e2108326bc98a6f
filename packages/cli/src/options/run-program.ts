import { isForUsers } from './is-for-users.js';
import { withoutCredentials } from './without-credentials.js';

/**
 * Runs a program to its exit code. An error that is for users is printed on stderr, as one line behind the program's
 * name, and its exit code is 1. The line has no user and password of an address that was given ({@link withoutCredentials}).
 *
 * @param name of the program
 * @param body resolves to the exit code
 * @throws what is not for users ({@link isForUsers})
 */
export async function runProgram(name: string, body: () => number | Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (!isForUsers(error)) throw error;
    const line = withoutCredentials(error.message.replace(/\s*\n\s*/g, ' '));
    process.stderr.write(`${name}: ${line}\n`);
    return 1;
  }
}
