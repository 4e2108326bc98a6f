// npm run format: puts TypeScript, JSON and C++ into the project's form.
import { formatWithBiome } from './check/biome.mjs';
import { formatWithClangFormat } from './check/clang-format.mjs';
import { main } from './main.mjs';
import { install } from './setup/install.mjs';

await main(async () => {
  await install('example');
  await formatWithClangFormat();
  await formatWithBiome();
});
