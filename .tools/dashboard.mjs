// npm run dashboard: installs, builds and runs the example dashboard. Arguments go to the example.
import { join } from 'node:path';
import { main } from './main.mjs';
import { root } from './root.mjs';
import { runBuilt } from './run-built.mjs';

await main(() => runBuilt(join(root, 'packages/examples/dashboard'), 'dist/main.js', 'dashboard'));
