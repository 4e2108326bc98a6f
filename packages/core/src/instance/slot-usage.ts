/** What one holder of slots occupies, over all instances of its model. The instances write it; the holder reads it. */
export class SlotUsage {
  /** Slots that are taken and not yet free again. */
  slots = 0;
  /** Groups that are closed and not yet reported. */
  groups = 0;
}
