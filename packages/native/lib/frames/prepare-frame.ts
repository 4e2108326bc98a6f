import type { AbortSignalLike } from '@ascend-rx/core';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { type AddonImage, type AddonPicture, addon } from '../addon.js';
import { canBeLent } from '../lend.js';
import { onPreparingThread } from '../on-preparing-thread.js';
import { assertFrameImage, assertPart, pixelFormats } from './assertions.js';
import type { FrameImage } from './frame-image.js';
import { nativeFormat } from './native-format.js';
import type { PicturePart, Rectangle, TargetFormat } from './target-format.js';

/**
 * Makes model inputs of a picture: each part of it is resized to its rectangle of a target, converted, and written as the model
 * takes it. Native threads of the addon do the work; the event loop only starts it.
 *
 * Resize is that of OpenCV 4.6 with INTER_LINEAR, to the bit, for gray, RGB and BGR. Of Y, U, V each plane is resized by itself, and
 * R, G, B are made of the three in 8 bits. The definition, for output sample (x, y) of a part of m × k pixels that becomes n × l:
 *
 * 1. position = (x + 0.5) · (m / n) − 0.5, rounded to float32; s0 = floor(position), s1 = s0 + 1, f = position − s0; a0 = round((1 − f) · 2048),
 *    a1 = round(f · 2048), halves to even. Outside of the part the sample at its edge counts, with f = 0. Rows alike (t0, t1, b0, b1), but f
 *    stays at the edge. Of U and V, s0, s1, t0 and t1 are halved, and weights of the same sample are added.
 * 2. h(t) = (plane[t][s0] · a0 + plane[t][s1] · a1) >> 4; sample = (((b0 · h(t0)) >> 16) + ((b1 · h(t1)) >> 16) + 2) >> 2. Where a plane of
 *    Y, gray, RGB or BGR becomes exactly half as wide and high: (p + q + r + s + 2) >> 2 of four pixels.
 * 3. With w = 255/219 and z = 255/224 for limited range, and 1 for full range, where Y is not reduced by 16 first:
 *    R = w(Y − 16) + 2(1 − Kr)z(V − 128), B = w(Y − 16) + 2(1 − Kb)z(U − 128),
 *    G = w(Y − 16) − 2(1 − Kb)Kb/Kg·z(U − 128) − 2(1 − Kr)Kr/Kg·z(V − 128), in float32, rounded and clipped to 0 … 255. Kr, Kb are
 *    0.299, 0.114 for BT.601 (ITU-R BT.601-7) and 0.2126, 0.0722 for BT.709 (ITU-R BT.709-6); Kg = 1 − Kr − Kb.
 *    Gray of R, G, B is (9798R + 19235G + 3735B + 16384) >> 15 of the resized samples, as in OpenCV 4.6 (COLOR_RGB2GRAY). Gray of Y, U, V is
 *    of Y alone: w(Y − 16) for limited range, Y for full range, in float32, rounded and clipped. (COLOR_YUV2GRAY_420 of OpenCV
 *    takes Y as it is.)
 * 4. element = (sample − mean) · scale in float32; for float16 the nearest of that.
 *
 * For NV12 that keeps Y, U, V, the planes of U and V are resized as pictures of their own.
 *
 * __Warning:__ The planes and the memory of the targets belong to the native threads until the Promise is settled, also after an
 * abort. Planes that cannot be lent, those of a resizable ArrayBuffer or of WebAssembly memory, are copied first.
 *
 * @param format the target; one of `checkedTargetFormat` costs less
 * @param parts what is made of the picture, one after the other: all of it, or several crops of it
 * @param options.signal ends it early: the Promise is rejected with `signal.reason`, when no native thread uses the memory any more
 * @return settled in a later turn of the event loop
 * @throws TypeError, RangeError for arguments that do not fit, by the Promise; AscendRxError ERR_RESOURCES without threads or
 *   memory, ERR_ADDON without the addon
 */
export async function prepareFrame(
  image: FrameImage,
  format: TargetFormat,
  parts: readonly PicturePart[],
  options: { readonly signal?: AbortSignalLike } = {},
): Promise<void> {
  assertKnownOptions('prepareFrame', options, ['signal']);
  const { signal } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new TypeError(expected('an AbortSignal', 'signal', signal));
  }
  assertFrameImage(image);
  const nativeTarget = nativeFormat(image, format);
  if (!Array.isArray(parts)) throw new TypeError(expected('an array of parts', 'parts', parts));
  for (const [i, part] of parts.entries()) {
    assertPart(part, image, format, `parts[${i}]`);
    if (!canBeLent(part.data.buffer)) {
      const memory = 'memory of fixed length that is not WebAssembly’s';
      throw new TypeError(expected(memory, `parts[${i}].data`, part.data));
    }
  }
  if (signal?.aborted) throw signal.reason;
  if (parts.length === 0) return;
  const native = addon();
  const given = nativeImage(image);
  const pictures = parts.map(nativePart);
  await onPreparingThread('to prepare a frame', signal, (done) =>
    native.prepare(given, nativeTarget, pictures, done),
  );
}

function nativeImage(image: FrameImage): AddonImage {
  return {
    pixelFormat: pixelFormats.indexOf(image.pixelFormat),
    width: image.width,
    height: image.height,
    planes: image.planes.map((plane) => (canBeLent(plane.buffer) ? plane : new Uint8Array(plane))),
    strides: [...image.strides],
  };
}

function nativePart({ source, content, data }: PicturePart): AddonPicture {
  return { rectangles: Int32Array.from([...numbersOf(source), ...numbersOf(content)]), data };
}

function numbersOf({ left, top, width, height }: Rectangle): readonly number[] {
  return [left, top, width, height];
}
