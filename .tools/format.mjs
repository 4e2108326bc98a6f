// npm run format: formats TypeScript, JSON and C++.
import { formatWithBiome } from './check/biome.mjs';
import { formatWithClangFormat } from './check/clang-format.mjs';
import { main } from './main.mjs';
import { install } from './setup/install.mjs';

await main(async () => {
  await install('example');
  await formatWithClangFormat();
  await formatWithBiome();
});
