#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error(
    'ascend-rx: this package has not been built; in the repository of ascend-rx, run: npm run build',
  );
  process.exitCode = 1;
}
