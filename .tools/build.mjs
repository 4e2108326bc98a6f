// npm run build: dependencies, TypeScript and native code, whatever of it is out of date.
import { main } from './main.mjs';
import { prepare } from './setup/prepare.mjs';

await main(() => prepare({ tests: false }));
