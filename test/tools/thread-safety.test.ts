// The analysis of locks, as .clang-tidy configures it for the gate of `npm test`: clang finds an access without the lock.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { noClangTidy, tidy } from '../../.tools/check/clang-tidy.mjs';
import { native, nativeBuild } from '../../.tools/root.mjs';

// The analysis takes two seconds, but minutes on a busy machine.
jest.setTimeout(300_000);

// In the repository, since clang-tidy looks for its rules in the folders above the file.
let folder = '';
beforeAll(() => {
  mkdirSync(nativeBuild, { recursive: true });
  folder = mkdtempSync(join(nativeBuild, 'thread-safety-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = `
#include "base/mutex.h"

namespace {
class Account {
 public:
  void deposit(int amount) {
    const ascend_rx::MutexLock lock(mutex_);
    balance_ += amount;
  }
  void withdraw(int amount) {
    balance_ -= amount;
    const ascend_rx::MutexLock lock(mutex_);
    balance_ -= fee_;
  }

 private:
  ascend_rx::Mutex mutex_;
  int balance_ GUARDED_BY(mutex_) = 0;
  int fee_ GUARDED_BY(mutex_) = 1;
};
}  // namespace

void move_one();
void move_one() {
  Account from;
  Account to;
  from.withdraw(1);
  to.deposit(1);
}
`;

const reason = noClangTidy();
if (reason !== undefined) console.warn(`the analysis of locks is not tested: ${reason}`);

(reason === undefined ? describe : describe.skip)('the analysis of locks', () => {
  it('reports the access without a lock, and no access under the lock', async () => {
    const file = join(folder, 'account.cc');
    writeFileSync(file, program);
    const { code, log } = await tidy(file, ['--', '-std=c++17', `-I${join(native, 'src')}`]);
    expect(code).not.toBe(0);
    expect(log.match(/error: .*/g)).toEqual([
      expect.stringMatching(
        /^error: writing variable 'balance_' requires holding mutex 'mutex_'.*thread-safety/,
      ),
    ]);
    expect(log).toContain('balance_ -= amount;');
  });
});
