// What every session over the addon is made of, whatever is known of the dims of its model.
import type { TensorInfo } from '@ascend-rx/core';
import type { AddonSession, Protocol } from './addon.js';
import { CommandBuffer } from './command-buffer.js';
import { InputChangeDetector } from './input-change-detector.js';
import type { SharedMemory } from './loaded-session.js';
import { type DeclaredTensors, namedInputs, namedOutputs } from './named-tensors.js';

/** What a session gets to begin with. */
export interface SessionParts {
  readonly session: AddonSession;
  readonly slots: number;
  readonly memory: SharedMemory;
  readonly protocol: Protocol;
  readonly commands: CommandBuffer;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** In development mode. */
  readonly changes: InputChangeDetector | undefined;
}

/**
 * @param declared what the model's file says of its inputs and outputs
 * @param development whether a change of the memory of inputs is found out
 */
export function sessionParts(
  session: AddonSession,
  slots: number,
  memory: SharedMemory,
  protocol: Protocol,
  declared: DeclaredTensors,
  development: boolean,
): SessionParts {
  const inputs = namedInputs(session, declared);
  return {
    session,
    slots,
    memory,
    protocol,
    commands: new CommandBuffer(session, memory.commands, protocol),
    inputs,
    outputs: namedOutputs(session, declared),
    changes: development ? new InputChangeDetector(inputs) : undefined,
  };
}
