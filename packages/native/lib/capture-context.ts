import { AsyncResource } from 'node:async_hooks';
import type { CaptureContext } from '@ascend-rx/core/device';

/**
 * Captures the context that AsyncLocalStorage gives out. Node emits its `destroy` when nothing refers to the context any
 * more: results may be on their way after the pipeline has ended.
 */
export const captureContext: CaptureContext = (type) => new AsyncResource(type);
