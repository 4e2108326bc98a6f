// Runs the TypeScript tests of every package from sources: the export condition
// "@ascend-rx/source" resolves workspace packages to their .ts files.
import { fileURLToPath } from 'node:url';

// Every test of the embedded runtime runs under its strict checks, with two devices; workers and child processes
// inherit it.
process.env.ASCEND_RX_EMBEDDED ??= JSON.stringify({ strict: 'fail', devices: 2 });

// Some child processes use onnxruntime-node itself, whose telemetry is on by default.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/**
 * @param {string} displayName
 * @param {string} root
 * @param {string[]} setupFilesAfterEnv
 */
const project = (displayName, root, setupFilesAfterEnv = []) => ({
  displayName,
  rootDir: root,
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/node_modules/', '<rootDir>/npu/'],
  setupFilesAfterEnv,
  extensionsToTreatAsEsm: ['.ts'],
  resolver: fileURLToPath(new URL('.tools/jest-resolver.cjs', import.meta.url)),
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@ascend-rx/source', 'node', 'node-addons'] },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' },
    ],
  },
});

export default {
  // For what hangs; a slow machine is no failure.
  testTimeout: 30_000,
  projects: [
    project('core', '<rootDir>/packages/core/test', ['<rootDir>/support/check-ledgers.ts']),
    project('recorder', '<rootDir>/packages/recorder/test', [
      '<rootDir>/../../core/test/support/check-ledgers.ts',
    ]),
    project('native', '<rootDir>/packages/native/test'),
    project('video', '<rootDir>/packages/video/test'),
    project('cli', '<rootDir>/packages/cli/test'),
    // Not `bench`, which `npm test -- --only` takes for the short benchmark against its floors.
    project('benchmark', '<rootDir>/packages/bench/test'),
    project('classify', '<rootDir>/packages/examples/classify/test'),
    project('serve', '<rootDir>/packages/examples/serve/test'),
    project('camera', '<rootDir>/packages/examples/camera/test'),
    project('watch', '<rootDir>/packages/examples/watch/test'),
    project('dashboard', '<rootDir>/packages/examples/dashboard/test'),
    project('test', '<rootDir>/test'),
    // Asked for by `npm run test:device` alone.
    ...(process.env.ASCEND_RX_NPU_MODEL ? [project('npu', '<rootDir>/test/npu')] : []),
  ],
};
