import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of the checkout that this file belongs to. */
export const thisCheckout = resolve(fileURLToPath(new URL('../../../../', import.meta.url)));
