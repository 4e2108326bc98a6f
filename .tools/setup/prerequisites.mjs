// What a build needs of the machine, and how to get it. Why it stays: cmake-js and CMake name one missing program at a
// time, after the install, and do not say which package of the distribution has the program.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const minimumNode = [20, 17];
const minimumCMake = [3, 21];

/** The install commands and packages of each family of Linux distributions (ID or ID_LIKE of os-release). */
const families = {
  debian: { install: 'apt-get install', compiler: 'g++', cmake: 'cmake', make: 'make' },
  fedora: { install: 'dnf install', compiler: 'gcc-c++', cmake: 'cmake', make: 'make' },
  suse: { install: 'zypper install', compiler: 'gcc-c++', cmake: 'cmake', make: 'make' },
  arch: { install: 'pacman -S', compiler: 'gcc', cmake: 'cmake', make: 'make' },
};

/** @type {Readonly<Record<string, keyof typeof families>>} */
const relatives = {
  ubuntu: 'debian',
  rhel: 'fedora',
  centos: 'fedora',
  openeuler: 'fedora',
  euleros: 'fedora',
};

/**
 * The facts about a machine that the checks read. Tests pass other ones.
 *
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {string} nodeVersion as in process.versions.node
 * @property {string} platform as in process.platform
 * @property {string} osRelease the content of /etc/os-release
 */

/** @returns {Machine} */
export const thisMachine = () => ({
  env: process.env,
  nodeVersion: process.versions.node,
  platform: process.platform,
  osRelease: existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '',
});

/**
 * Names everything that is missing, with the remedy for each.
 *
 * @param {Machine} [machine]
 * @returns {string | undefined} one message, or `undefined` if nothing is missing
 */
export function missingPrerequisites(machine = thisMachine()) {
  const family = packagesOf(machine.osRelease);
  const problems = [
    checkPlatform(machine),
    checkNode(machine),
    checkCompiler(machine, `${family.install} ${family.compiler}`),
    checkCMake(machine, `${family.install} ${family.cmake}`),
    checkMake(machine, `${family.install} ${family.make}`),
  ].filter((problem) => problem !== undefined);
  if (problems.length === 0) return undefined;
  const list = problems.map((problem) => `  - ${problem}`);
  return ['ascend-rx cannot be built on this machine:', ...list].join('\n');
}

/** @param {Machine} machine */
function checkPlatform({ platform }) {
  return platform === 'linux' ? undefined : `it needs Linux, this is ${platform}`;
}

/** @param {Machine} machine */
function checkNode({ nodeVersion }) {
  if (atLeast(nodeVersion, minimumNode)) return undefined;
  return `Node.js ${minimumNode.join('.')} or newer is needed, this is ${nodeVersion} (https://nodejs.org/en/download)`;
}

/**
 * @param {Machine} machine
 * @param {string} remedy
 */
function checkCompiler({ env }, remedy) {
  const candidates = [...(env.CXX ? [env.CXX] : []), 'c++', 'g++', 'clang++'];
  const found = candidates.find((name) => probe(name, ['--version'], env) !== undefined);
  if (found === undefined) return `no C++ compiler was found; remedy: ${remedy}`;
  const program = '#include <optional>\n#include <filesystem>\nstatic_assert(__cplusplus >= 201703L);\n';
  const flags = ['-std=c++17', '-fsyntax-only', '-x', 'c++', '-'];
  if (probe(found, flags, env, program) !== undefined) return undefined;
  return `the C++ compiler ${found} does not compile C++17; remedy: ${remedy}`;
}

/**
 * @param {Machine} machine
 * @param {string} remedy
 */
function checkCMake({ env }, remedy) {
  const needed = `CMake ${minimumCMake.join('.')} or newer`;
  const output = probe('cmake', ['--version'], env);
  if (output === undefined) return `${needed} was not found; remedy: ${remedy}`;
  const version = /(\d+\.\d+)/.exec(output)?.[1] ?? '0';
  if (atLeast(version, minimumCMake)) return undefined;
  return `${needed} is needed, this is ${version}; remedy: ${remedy}, or https://cmake.org/download`;
}

/**
 * CMake needs a build tool.
 *
 * @param {Machine} machine
 * @param {string} remedy
 */
function checkMake({ env }, remedy) {
  if (['ninja', 'make'].some((name) => probe(name, ['--version'], env) !== undefined)) return undefined;
  return `neither make nor ninja was found, which CMake builds with; remedy: ${remedy}`;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} input
 * @returns {string | undefined} its output, or `undefined` if the command does not exist or fails
 */
function probe(command, args, env, input = '') {
  const { status, stdout } = spawnSync(command, args, { env, input, encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

/**
 * @param {string} version
 * @param {readonly number[]} minimum major and minor
 */
function atLeast(version, [major = 0, minor = 0]) {
  const [haveMajor = 0, haveMinor = 0] = version.split('.').map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/** @param {string} osRelease */
function packagesOf(osRelease) {
  const ids = [...osRelease.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap(([, value = '']) =>
    value.toLowerCase().split(' '),
  );
  for (const id of ids) {
    const name = Object.hasOwn(families, id) ? id : relatives[id];
    if (name !== undefined) return families[/** @type {keyof typeof families} */ (name)];
  }
  return { ...families.debian, install: 'install with your package manager, e.g. apt-get install' };
}
