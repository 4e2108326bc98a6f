/** The sizes that a model can execute: those that an offline model was compiled for, or that are declared for an ONNX file. */
export interface Gears {
  readonly batch?: readonly number[];
  /** Height and width. */
  readonly hw?: readonly (readonly number[])[];
  /** Sizes of the dims that have none in the model, of all inputs in order. */
  readonly dims?: readonly (readonly number[])[];
}

/** Gears for people: `batch sizes 1, 2, 4`, `height×width 224×224, 448×448`, `dims 1×3, 1×5`. */
export function gearsText({ batch, hw, dims }: Gears): string {
  const list = (gears: readonly (readonly number[])[]) => gears.map((gear) => gear.join('×')).join(', ');
  if (batch) return `batch sizes ${batch.join(', ')}`;
  return hw ? `height×width ${list(hw)}` : `dims ${list(dims ?? [])}`;
}

/** An input, as far as gears are about it. */
interface GearInput {
  readonly dims: readonly number[];
  /** Where height and width are: `NHWC`, or else as in NCHW. */
  readonly format?: string;
}

/** For each gear: the dims of every input. A size that the gear does not have stays -1. */
export function gearDims(gears: Gears, inputs: readonly GearInput[]): number[][][] {
  if (gears.batch)
    return gears.batch.map((size) => inputs.map(({ dims }) => dims.map((dim) => (dim === -1 ? size : dim))));
  if (gears.hw) return gears.hw.map((sizes) => inputs.map((input) => inPicture(input, sizes)));
  return (gears.dims ?? []).map((sizes) => inDims(inputs, sizes));
}

function inPicture({ dims, format }: GearInput, [height = -1, width = -1]: readonly number[]): number[] {
  const first = format === 'NHWC' ? 1 : 2;
  return dims.map((dim, i) => {
    if (dim !== -1) return dim;
    return i === first ? height : i === first + 1 ? width : dim;
  });
}

// A gear has the sizes that are missing, or all of them.
function inDims(inputs: readonly GearInput[], sizes: readonly number[]): number[][] {
  const isWhole = sizes.length === inputs.flatMap(({ dims }) => dims).length;
  let next = 0;
  return inputs.map(({ dims }) =>
    dims.map((dim) => {
      if (dim !== -1 && !isWhole) return dim;
      const size = sizes[next] ?? -1;
      next += 1;
      return size;
    }),
  );
}
