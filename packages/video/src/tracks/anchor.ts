import type { Box, Point } from '../image/geometry.js';

/** The point of a box that stands for the object: the middle of the box, or of its lower edge, where it stands on the ground. */
export type Anchor = 'center' | 'bottom';

export function anchorOf([x1, y1, x2, y2]: Box, anchor: Anchor): Point {
  return [(x1 + x2) / 2, anchor === 'bottom' ? y2 : (y1 + y2) / 2];
}
