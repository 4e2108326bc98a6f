// From a TargetFormat to what the addon takes. For formats of checkedTargetFormat, that is made once for each kind of colour.
import type { AddonTargetFormat } from '../addon.js';
import { assertTargetFormat, channelOrders, elementTypes, layouts } from './assertions.js';
import { type Conversion, conversionFor, grayOf, transform } from './color-matrix.js';
import type { FrameImage } from './frame-image.js';
import type { TargetFormat } from './target-format.js';

const defaultFill = [114, 114, 114] as const;

/** Formats that cannot change any more, and what the addon takes for them, by the colours of pictures. */
const kept = new WeakMap<TargetFormat, Map<string, AddonTargetFormat>>();

/**
 * Checks a format once: what it returns is a copy that cannot be changed. `prepareFrame` does less on the event loop for it, since it
 * neither checks it nor computes its matrices again.
 *
 * @throws TypeError, RangeError for a target that cannot be
 */
export function checkedTargetFormat(format: TargetFormat): TargetFormat {
  assertTargetFormat(format);
  const copy = frozen(structuredClone(format));
  kept.set(copy, new Map());
  return copy;
}

/**
 * What the addon takes for a format and the colours of a picture.
 *
 * @throws TypeError, RangeError for a target that cannot be
 */
export function nativeFormat(image: FrameImage, format: TargetFormat): AddonTargetFormat {
  const byColor = kept.get(format);
  if (byColor === undefined) {
    assertTargetFormat(format);
    return convert(image, format);
  }
  const color = `${image.pixelFormat} ${image.colorSpace} ${image.range}`;
  let native = byColor.get(color);
  if (native === undefined) {
    native = convert(image, format);
    byColor.set(color, native);
  }
  return native;
}

function convert(image: FrameImage, format: TargetFormat): AddonTargetFormat {
  const conversion = conversionFor(image, format);
  return {
    type: elementTypes.indexOf(format.type),
    layout: layouts.indexOf(format.layout),
    channels: channelOrders.indexOf(format.channels ?? 'rgb'),
    width: format.width,
    height: format.height,
    numbers: Float64Array.from([
      ...byChannel(format.mean ?? 0),
      ...byChannel(format.scale ?? 1),
      ...fillOf(format, conversion),
      ...conversion.toRgb.flat(),
      ...conversion.toYuv.flat(),
    ]),
    keepsYuv: conversion.keepsYuv,
  };
}

// In what the target has: R, G, B, or Y, U, V, or gray, of which there is one.
function fillOf(
  { layout, channels, fill = defaultFill }: TargetFormat,
  { toYuv }: Conversion,
): readonly number[] {
  if (layout === 'nv12') return transform(toYuv, fill);
  return channels === 'gray' ? byChannel(grayOf(fill)) : fill;
}

function byChannel(value: number | readonly number[]): readonly number[] {
  return typeof value === 'number' ? [value, value, value] : value;
}

function frozen<T extends object>(object: T): T {
  for (const value of Object.values(object)) if (typeof value === 'object') frozen(value);
  return Object.freeze(object);
}
