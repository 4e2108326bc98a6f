import { fileURLToPath } from 'node:url';

/**
 * The compiled file of a module of this package, for worker threads and child processes. They run outside of the tool that
 * may run these sources as TypeScript, and take what the last build made.
 *
 * @param name its path below `src`, without extension
 */
export function builtFile(name: string): string {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/' : '../';
  return fileURLToPath(new URL(`${folder}${name}.js`, import.meta.url));
}
