// Which head a YOLO model has: by its metadata and the dims of its output, never by a version.
import { dimsText, lastDims } from './tensor-rows.js';

/** What a YOLO model finds. */
export type YoloTask = 'detect' | 'segment' | 'pose' | 'obb';

/**
 * How the output of a YOLO model lies. `raw`: 4 + classes + extras rows of anchors, as v8, v11 and v12 give it. `v5`: anchors of
 * 5 + classes, with an objectness. `end2end`: rows of box, score, class and extras, without any need of suppression, also from
 * suppression in the graph.
 */
export type YoloHeadKind = 'raw' | 'v5' | 'end2end';

/** What is known of a head beside its dims. */
export interface HeadFacts {
  readonly task: YoloTask;
  /** How many, by the names. */
  readonly classes: number | undefined;
  /** Numbers behind the scores: coefficients of masks, keypoints, an angle. */
  readonly extras: number;
  /** By the metadata. True: the head is end2end. False says nothing, since suppression may be in the graph. */
  readonly isEnd2end: boolean | undefined;
  /** Given by the user. */
  readonly head: YoloHeadKind | undefined;
  /** Of the model's input, in pixels. */
  readonly input: { readonly width: number; readonly height: number } | undefined;
}

/** A head whose numbers are known. */
export interface YoloHead {
  readonly kind: YoloHeadKind;
  /** Anchors, or rows of an end2end head. */
  readonly anchors: number;
  /** Undefined of an end2end head: its rows name classes. */
  readonly classes: number | undefined;
}

/** Strides of the grids of anchors that the field's models have, in pixels of the input. */
const strideSets = [
  [8, 16, 32],
  [4, 8, 16, 32],
  [8, 16, 32, 64],
  [16, 32],
] as const;
/** Of v5. */
const anchorsPerCell = 3;

/**
 * The head of an output, by its last two dims.
 *
 * A kind fits if they hold: `raw` [4 + classes + extras, anchors], `v5` [anchors, 5 + classes + extras], `end2end` [rows, 6 + extras].
 * Where several fit, or names do not tell how many classes there are, what has more columns than rows is `raw`. `v5` has three times as many
 * rows as the grids of strides 8, 16 and 32 (and 4, or 64; or 16 and 32 alone) have cells. The rest is `end2end`.
 *
 * @throws RangeError if none fits, or several do
 */
export function yoloHead(name: string, dims: readonly number[], facts: HeadFacts): YoloHead {
  const [rows = 0, columns = 0] = lastDims(dims, 2) ?? [];
  const { classes, extras, isEnd2end, head } = facts;
  const countOf = { raw: rows - 4 - extras, v5: columns - 5 - extras, end2end: classes ?? 1 };
  const fitting = kindsFor(facts).filter((kind) => {
    if (kind === 'end2end') return columns === 6 + extras;
    return countOf[kind] >= 1 && (classes === undefined || countOf[kind] === classes);
  });
  const isCertain =
    fitting.length === 1 && (head !== undefined || classes !== undefined || fitting[0] === 'end2end');
  const left = isCertain ? fitting : byAnchors(fitting, rows, columns, facts);
  const [kind, ...others] = left;
  if (kind === undefined || others.length > 0) throw wrongHead(name, dims, left, isEnd2end, facts);
  return {
    kind,
    anchors: kind === 'raw' ? columns : rows,
    classes: kind === 'end2end' ? undefined : countOf[kind],
  };
}

/** The kinds that a model may have, whatever its dims are. */
function kindsFor({ task, isEnd2end, head }: HeadFacts): readonly YoloHeadKind[] {
  if (head !== undefined) return [head];
  if (isEnd2end) return ['end2end'];
  return task === 'detect' || task === 'segment' ? ['raw', 'v5', 'end2end'] : ['raw', 'end2end'];
}

/** Those of the kinds that the number of anchors explains. An end2end head has no grid: it is what no grid explains. */
function byAnchors(
  kinds: readonly YoloHeadKind[],
  rows: number,
  columns: number,
  { input }: HeadFacts,
): readonly YoloHeadKind[] {
  // Six anchors are none.
  if (kinds.includes('raw') && rows < columns && !kinds.includes('end2end')) return ['raw'];
  const others = kinds.filter((kind) => kind !== 'raw');
  if (input === undefined) return others;
  const onGrid = others.filter((kind) => kind === 'v5' && gridsOf(input, anchorsPerCell).includes(rows));
  return onGrid.length > 0 ? onGrid : others.filter((kind) => kind === 'end2end');
}

function gridsOf(
  { width, height }: { readonly width: number; readonly height: number },
  perCell: number,
): number[] {
  return strideSets.map((strides) =>
    strides.reduce(
      (sum, stride) => sum + perCell * Math.ceil(width / stride) * Math.ceil(height / stride),
      0,
    ),
  );
}

function wrongHead(
  name: string,
  dims: readonly number[],
  fitting: readonly YoloHeadKind[],
  isEnd2end: boolean | undefined,
  facts: HeadFacts,
): RangeError {
  const { task, classes, extras } = facts;
  const count = classes ?? 'classes';
  const more = extras > 0 ? ` + ${extras}` : '';
  const shapes = {
    raw: `[4 + ${count}${more}, anchors] (raw)`,
    v5: `[anchors, 5 + ${count}${more}] (v5)`,
    end2end: `[rows, 6${more}] (end2end)`,
  };
  const possible = kindsFor(facts)
    .map((kind) => shapes[kind])
    .join(' or ');
  const why = [
    `task ${task}`,
    ...(classes === undefined ? [] : [`${classes} classes by \`names\``]),
    ...(isEnd2end ? ['`end2end` is true'] : []),
  ].join(', ');
  if (fitting.length > 1) {
    return new RangeError(
      `Expected an output of YOLO that is of one kind (${why}) but ${name} with dims ${dimsText(dims)} may be ` +
        `${fitting.map((kind) => `'${kind}'`).join(' and ')}. Say which: give the option \`head\``,
    );
  }
  return new RangeError(
    `Expected ${possible} of YOLO (${why}) but output ${name} has dims ${dimsText(dims)}. ` +
      'What is wrong of these, or missing, can be given as an option: `names`, `task`, `keypoints`, `end2end`, `head`',
  );
}
