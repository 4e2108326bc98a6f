// uPlot as its package brings it: the server has it at /uplot. It is loaded when it is needed, so that pictures are shown without it, too.
import type uPlot from 'uplot';

export type { uPlot };

const address: string = '/uplot/uPlot.esm.js';

export async function loadUPlot(): Promise<typeof uPlot> {
  const loaded = (await import(address)) as { readonly default: typeof uPlot };
  return loaded.default;
}
