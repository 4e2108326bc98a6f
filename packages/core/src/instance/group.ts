// Groups, and the holders of slots whose executions they hold.
import type { BlockType, GroupReport } from '../device/session.js';
import type { Execution } from './execution.js';
import type { SlotUsage } from './slot-usage.js';

/** Executions that share a callback or a synchronisation. */
export interface Group<Job = unknown> {
  /** The group's number among those of its instance. */
  readonly id: number;
  /** The index of its instance. */
  readonly instance: number;
  readonly holder: SlotHolder<Job>;
  readonly executions: readonly Execution<Job>[];
  /** Whether the execution stream stands still from the group's callback until the callback has returned. */
  readonly blocks: boolean;
}

/** How groups are closed on the device. */
export interface GroupSettings {
  /** Executions per callback; 0: groups are closed by synchronisation. */
  readonly callbackInterval: number;
  readonly blockType: BlockType;
}

/**
 * Whoever takes slots of an instance. The state of the instance is consistent whenever one of the methods is called,
 * and the slots of a group that is done are free.
 */
export interface SlotHolder<Job = unknown> {
  readonly usage: SlotUsage;
  readonly settings: GroupSettings;
  /** The group has been closed on the device. */
  groupClosed(group: Group<Job>): void;
  /** The device is done with the group. */
  groupReported(group: Group<Job>, report: GroupReport): void;
  /** The callback of the group never came, though the device is done with the group. */
  groupLost(group: Group<Job>): void;
}
