// What is installed for which command. node-av, which camera, watch and dashboard need, takes 175 MB, so `npm start` does without it.

/**
 * The packages of a scope, as filters of pnpm: `...` adds what a package depends on.
 *
 * @type {Readonly<Record<'example' | 'bench' | 'camera' | 'watch' | 'dashboard', readonly string[]>>}
 */
export const packagesOf = {
  // `npm start` and `npm run build`.
  example: ['@ascend-rx/example-classify...', '@ascend-rx/example-serve...', '@ascend-rx/recorder'],
  bench: ['@ascend-rx/bench...'],
  camera: ['@ascend-rx/example-camera...'],
  watch: ['@ascend-rx/example-watch...'],
  dashboard: ['@ascend-rx/example-dashboard...'],
};

/** @typedef {keyof typeof packagesOf | 'all'} Scope 'all': also what only tests need */

/** @type {readonly Scope[]} */
export const scopes = ['example', 'bench', 'camera', 'watch', 'dashboard', 'all'];

/**
 * What to install for a scope. What has been installed before is installed again: a filtered install would leave the rest
 * outdated.
 *
 * @param {Scope} scope
 * @param {(scope: Scope) => boolean} wasInstalled
 * @returns {{ scopes: readonly Scope[], filters: readonly string[] }} the scopes that are complete then, and arguments of pnpm
 */
export function planOf(scope, wasInstalled) {
  const wanted = scopes.filter((each) => each === scope || wasInstalled(each));
  if (wanted.includes('all')) return { scopes: ['all'], filters: [] };
  const names = wanted.flatMap((each) => packagesOf[/** @type {keyof typeof packagesOf} */ (each)]);
  return {
    scopes: wanted,
    filters: ['ascend-rx-workspace', ...new Set(names)].flatMap((name) => ['--filter', name]),
  };
}
