import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The public API of one checkout: what a program that uses it would import. */
export interface CheckoutPackages {
  readonly core: Pick<typeof import('@ascend-rx/core'), 'infer' | 'inferFrom'>;
  readonly native: Pick<typeof import('@ascend-rx/native'), 'openDevice'>;
  readonly rxjs: Pick<typeof import('rxjs'), 'from' | 'lastValueFrom' | 'Subject' | 'tap'>;
}

/**
 * Imports the packages of a checkout as its package `@ascend-rx/native` finds them: its own core, addon and rxjs. Both the
 * layout of this checkout and earlier layouts have that package in `packages/native`.
 */
export async function loadCheckout(folder: string): Promise<CheckoutPackages> {
  const { resolve } = createRequire(join(folder, 'packages/native/package.json'));
  const load = (name: string) => import(pathToFileURL(resolve(name)).href);
  return {
    core: await load('@ascend-rx/core'),
    native: await load('@ascend-rx/native'),
    rxjs: await load('rxjs'),
  };
}
