import type { Machine } from './this-machine.js';

/** @return one line about the machine of a run */
export function machineText({ cpu, cores, node, onnxruntime }: Machine): string {
  return `${cpu}, ${cores} cores, Node ${node}, onnxruntime-node ${onnxruntime}`;
}
