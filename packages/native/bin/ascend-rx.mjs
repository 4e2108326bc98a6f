#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('ascend-rx: this package has not been built; in its repository, run: npm run build');
  process.exitCode = 1;
}
