// That `npm test` finds a member that is read without its lock: clang's analysis, as .clang-tidy turns it on.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { noClangTidy, tidy } from '../../.tools/check/clang-tidy.mjs';
import { native, nativeBuild } from '../../.tools/root.mjs';

// An analysis takes long on a busy machine.
jest.setTimeout(120_000);

// Below the repository, where clang-tidy finds the rules.
let folder = '';
beforeAll(() => {
  mkdirSync(nativeBuild, { recursive: true });
  folder = mkdtempSync(join(nativeBuild, 'thread-safety-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = (first: string, second: string): string => `
#include "base/mutex.h"

namespace {
class Account {
 public:
  void deposit(int amount) {
    ${first}
    ${second}
  }

 private:
  ascend_rx::Mutex mutex_;
  int balance_ GUARDED_BY(mutex_) = 0;
};
}  // namespace

void deposit_one() { Account().deposit(1); }
`;

const lock = 'const ascend_rx::MutexLock lock(mutex_);';
const access = 'balance_ += amount;';

async function analyse(name: string, text: string): Promise<{ code: number | string; log: string }> {
  const file = join(folder, name);
  writeFileSync(file, text);
  return tidy(file, ['--', '-std=c++17', `-I${join(native, 'src')}`]);
}

const reason = noClangTidy();
if (reason !== undefined) console.warn(`the analysis of locks is not tested: ${reason}`);

(reason === undefined ? describe : describe.skip)('the analysis of locks', () => {
  it('passes what is done while the lock is held', async () => {
    const { code, log } = await analyse('held.cc', program(lock, access));
    expect({ code, log }).toMatchObject({ code: 0 });
  });

  it('fails where a guarded member is accessed before its lock is taken', async () => {
    const { code, log } = await analyse('not-held.cc', program(access, lock));
    expect(code).not.toBe(0);
    expect(log).toMatch(/error: writing variable 'balance_' requires holding mutex 'mutex_'.*thread-safety/);
    expect(log.match(/error:/g)).toHaveLength(1);
  });
});
