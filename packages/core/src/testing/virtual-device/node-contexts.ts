import type { CallerContext, CaptureContext } from '../../device/caller-context.js';

/** What is used of a process of Node. */
interface NodeProcess {
  getBuiltinModule?(id: string): { AsyncResource: new (type: string) => CallerContext } | undefined;
}

/**
 * Returns how a context is captured in Node, as devices of `@ascend-rx/native` do it. Undefined where there is none, as in
 * a browser. It asks the process, because core imports no module of Node.
 */
export function nodeContexts(): CaptureContext | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  const AsyncResource = process?.getBuiltinModule?.('node:async_hooks')?.AsyncResource;
  return AsyncResource && ((type) => new AsyncResource(type));
}
