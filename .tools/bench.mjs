// npm run bench: builds what is out of date and runs the benchmark. Arguments go to the benchmark.
import { main } from './main.mjs';
import { bench } from './root.mjs';
import { runBuilt } from './run-built.mjs';

await main(() => runBuilt(bench, 'bin/bench.mjs', 'bench'));
