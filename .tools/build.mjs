// npm run build: dependencies, TypeScript and native code.
import { main } from './main.mjs';
import { prepare } from './setup/prepare.mjs';

await main(() => prepare({ tests: false }));
