import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { missingPrerequisites, thisMachine } from '../../.tools/setup/prerequisites.mjs';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const debian = 'ID=debian\n';
const nothing = { ...thisMachine(), env: { PATH: folder.path }, osRelease: debian };

function program(name: string, output: string): void {
  chmodSync(folder.write(name, `#!/bin/sh\necho '${output}'\n`), 0o755);
}

describe('the prerequisites of a build', () => {
  it('should be met on the machine that runs the tests', () => {
    expect(missingPrerequisites()).toBeUndefined();
  });

  it('should be reported together, each with its remedy', () => {
    const message = missingPrerequisites(nothing);
    expect(message).toMatch(/no C\+\+ compiler was found; remedy: apt-get install g\+\+$/m);
    expect(message).toMatch(/CMake 3\.21 or newer was not found; remedy: apt-get install cmake$/m);
    expect(message).toMatch(/neither make nor ninja was found.*; remedy: apt-get install make$/m);
  });

  it.each([
    ['ID=ubuntu\nID_LIKE=debian\n', 'apt-get install g++'],
    ['ID="openEuler"\n', 'dnf install gcc-c++'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install gcc-c++'],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'zypper install gcc-c++'],
    ['ID=unheard-of\n', 'install with your package manager, e.g. apt-get install g++'],
  ])('should have the remedy of the distribution: %j', (osRelease, remedy) => {
    expect(missingPrerequisites({ ...nothing, osRelease })).toContain(`remedy: ${remedy}\n`);
  });

  it('should include a minimum version', () => {
    program('cmake', 'cmake version 3.20.4');
    const message = missingPrerequisites({
      ...nothing,
      env: { PATH: [folder.path, process.env.PATH].join(delimiter) },
      nodeVersion: '18.20.1',
    });
    expect(message).toContain('Node.js 20.17 or newer is needed, this is 18.20.1');
    expect(message).toContain('CMake 3.21 or newer is needed, this is 3.20; remedy: apt-get install cmake');
    expect(message).not.toContain('compiler');
  });

  it('should include C++17', () => {
    const machine = thisMachine();
    const message = missingPrerequisites({
      ...machine,
      env: { ...machine.env, CXX: 'true' },
      osRelease: debian,
    });
    expect(message).toBeUndefined();
    const old = {
      ...machine,
      env: { ...machine.env, CXX: folder.write('c++03', '#!/bin/sh\n[ "$1" = --version ]\n') },
    };
    chmodSync(old.env.CXX, 0o755);
    expect(missingPrerequisites(old)).toContain('does not compile C++17');
  });

  it('should be Linux', () => {
    expect(missingPrerequisites({ ...thisMachine(), platform: 'darwin' })).toContain(
      'it needs Linux, this is darwin',
    );
  });
});
