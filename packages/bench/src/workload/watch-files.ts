import { fileURLToPath } from 'node:url';

const file = (name: string) => fileURLToPath(new URL(`../../../examples/watch/${name}`, import.meta.url));

/** What the example watch brings: a rendered scene, and the detector that was trained for such scenes. */
export const watchFiles = {
  /** 1280 × 720, H.264, BT.709. */
  video: file('scene/shapes.mp4'),
  /** Of the video. */
  frames: 250,
  /** 1×3×640×640 to 1×9×8400, with the metadata of an export. */
  model: file('model/shapes.onnx'),
} as const;
