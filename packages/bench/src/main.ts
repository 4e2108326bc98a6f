import { runProgram } from 'ascend-rx/options';
import { bench } from './command/bench.js';

process.exitCode = await runProgram('bench', () => bench(process.argv.slice(2)));
