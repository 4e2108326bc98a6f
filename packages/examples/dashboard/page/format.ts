// Numbers as the page shows them: few digits, since they change every second.

const none = '–';

/** A rate or a duration: three significant digits, no more than two decimals. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: decimals });
}

/** A number of things: every digit, in groups of three. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  return Math.round(value).toLocaleString('en');
}

/** For example `38 ms`, `4.2 s`, `12 min`. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return none;
  const size = Math.max(0, milliseconds);
  if (size < 1000) return `${Math.round(size)} ms`;
  const seconds = size / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** The time of day in the browser's zone, `14:05:09`. @param seconds since 1970 */
export function formatClock(seconds: number): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** A moment beside an axis: `14:05`, and between whole minutes `:30`. @param seconds since 1970 */
export function formatTick(seconds: number): string {
  const clock = formatClock(seconds);
  return clock.endsWith(':00') ? clock.slice(0, 5) : clock.slice(5);
}

/** How often each name occurs, by name: `circle 2 · star 1`. */
export function formatNames(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(' · ');
}
