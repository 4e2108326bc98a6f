/** A row and a column that belong together. */
export type Pair = readonly [row: number, column: number];

/**
 * Pairs rows with columns, each at most once: as many pairs as are possible, and of these the ones with the smallest sum of
 * costs. `Infinity` means that a row and a column cannot be a pair.
 *
 * Rows and columns that no chain of possible pairs connects are solved apart, so that the time grows with the largest crowd
 * and not with the picture. Each crowd is solved by shortest augmenting paths, in O(rows² · columns): R. Jonker and A. Volgenant,
 * "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38 (1987).
 */
export function assign(costs: readonly (readonly number[])[]): Pair[] {
  return crowds(costs).flatMap(({ rows, columns }) => {
    if (rows.length <= columns.length) return solve(costs, rows, columns);
    const transposed = columns.map((column) => rows.map((row) => (costs[row] as number[])[column] as number));
    return solve(transposed, range(columns.length), range(rows.length)).map(
      ([column, row]): Pair => [rows[row] as number, columns[column] as number],
    );
  });
}

interface Crowd {
  readonly rows: number[];
  readonly columns: number[];
}

function crowds(costs: readonly (readonly number[])[]): Crowd[] {
  const found: Crowd[] = [];
  const rowsLeft = new Set(costs.keys());
  const columnsLeft = new Set(costs[0]?.keys());
  for (const first of rowsLeft) {
    const rows = [first];
    const columns: number[] = [];
    rowsLeft.delete(first);
    // The list grows while it is walked.
    for (const row of rows) {
      for (const column of columnsLeft) {
        if (costs[row]?.[column] === Infinity) continue;
        columnsLeft.delete(column);
        columns.push(column);
        for (const other of rowsLeft) {
          if (costs[other]?.[column] === Infinity) continue;
          rowsLeft.delete(other);
          rows.push(other);
        }
      }
    }
    if (columns.length > 0) found.push({ rows, columns });
  }
  return found;
}

/** At most as many rows as columns. */
function solve(costs: readonly (readonly number[])[], rows: number[], columns: number[]): Pair[] {
  // Dearer than every set of possible pairs, so that as few as can be are impossible.
  let impossible = 1;
  for (const row of rows) {
    for (const column of columns) {
      const cost = (costs[row] as number[])[column] as number;
      if (cost !== Infinity) impossible += Math.abs(cost);
    }
  }
  const costOf = (row: number, column: number) => {
    const cost = (costs[rows[row] as number] as number[])[columns[column] as number] as number;
    return cost === Infinity ? impossible : cost;
  };

  // Prices of rows and columns, by which no pair costs less than nothing. The last column is where each search begins.
  const start = columns.length;
  const rowPrice = new Float64Array(rows.length);
  const columnPrice = new Float64Array(start + 1);
  const rowOf = new Int32Array(start + 1).fill(-1);
  for (const row of rows.keys()) {
    const distance = new Float64Array(start).fill(Infinity);
    const before = new Int32Array(start).fill(start);
    const done = new Uint8Array(start + 1);
    let column = start;
    rowOf[start] = row;
    while (rowOf[column] !== -1) {
      done[column] = 1;
      const from = rowOf[column] as number;
      let nearest = start;
      for (let next = 0; next < start; next += 1) {
        if (done[next]) continue;
        const reduced = costOf(from, next) - (rowPrice[from] as number) - (columnPrice[next] as number);
        if (reduced < (distance[next] as number)) {
          distance[next] = reduced;
          before[next] = column;
        }
        if (nearest === start || (distance[next] as number) < (distance[nearest] as number)) nearest = next;
      }
      const step = distance[nearest] as number;
      for (let each = 0; each <= start; each += 1) {
        if (done[each]) {
          rowPrice[rowOf[each] as number] = (rowPrice[rowOf[each] as number] as number) + step;
          columnPrice[each] = (columnPrice[each] as number) - step;
        } else if (each < start) {
          distance[each] = (distance[each] as number) - step;
        }
      }
      column = nearest;
    }
    // Back along the path, every row moves to the next column.
    while (column !== start) {
      const previous = before[column] as number;
      rowOf[column] = rowOf[previous] as number;
      column = previous;
    }
  }

  const pairs: Pair[] = [];
  for (let column = 0; column < start; column += 1) {
    const row = rowOf[column] as number;
    if (row !== -1 && costOf(row, column) !== impossible) {
      pairs.push([rows[row] as number, columns[column] as number]);
    }
  }
  return pairs;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
