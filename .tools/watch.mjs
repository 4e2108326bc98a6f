// npm run watch: installs, builds and runs the example watch. Arguments go to the example.
import { join } from 'node:path';
import { main } from './main.mjs';
import { root } from './root.mjs';
import { runBuilt } from './run-built.mjs';

await main(() => runBuilt(join(root, 'packages/examples/watch'), 'dist/main.js', 'watch'));
