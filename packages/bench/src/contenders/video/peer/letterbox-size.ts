/** The input of the model is a square. */
export const side = 640;
/** A frame of 1280 × 720 in it: half its size, below so many rows of padding, and above as many. */
export const content = { width: 640, height: 360, top: 140, scale: 0.5 } as const;
/** Of the frame. */
export const frame = { width: 1280, height: 720 } as const;
/** Of red, green and blue alike, from 0 to 1. */
export const padding = 114 / 255;
