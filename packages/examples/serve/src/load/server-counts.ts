/** What a server has counted, as its `/metrics` says. */
export interface ServerCounts {
  readonly submitted: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly waiting: number;
  readonly inFlight: number;
}

const series: Readonly<Record<keyof ServerCounts, string>> = {
  submitted: 'ascend_rx_inputs_total',
  delivered: 'ascend_rx_outcomes_total{outcome="delivered"}',
  dropped: 'ascend_rx_outcomes_total{outcome="dropped"}',
  failed: 'ascend_rx_outcomes_total{outcome="failed"}',
  cancelled: 'ascend_rx_outcomes_total{outcome="cancelled"}',
  waiting: 'ascend_rx_queue_depth',
  inFlight: 'ascend_rx_in_flight',
};

/** @param url of `/classify` */
export async function serverCounts(url: string): Promise<ServerCounts> {
  const response = await fetch(new URL('/metrics', url));
  const lines = (await response.text()).split('\n');
  const value = (name: string) => {
    const line = lines.find((each) => each.startsWith(`${name} `));
    if (line === undefined) throw new Error(`${new URL('/metrics', url)} has no ${name}`);
    return Number(line.slice(name.length + 1));
  };
  const entries = Object.entries(series).map(([key, name]) => [key, value(name)]);
  return Object.fromEntries(entries) as ServerCounts;
}

/**
 * What is wrong with the counts after some pictures have been answered, and no other client was there.
 *
 * @return a sentence; undefined if they match
 */
export function mismatch(before: ServerCounts, after: ServerCounts, answers: number): string | undefined {
  const { submitted, ...places } = after;
  const sum = Object.values(places).reduce((a, b) => a + b, 0);
  if (sum !== submitted) return `${submitted} pictures were submitted, but the other counts sum up to ${sum}`;
  if (after.waiting + after.inFlight > 0) return 'pictures wait or are in flight, but every answer has come';
  const delivered = after.delivered - before.delivered;
  if (delivered !== answers) return `${delivered} pictures were delivered, but ${answers} answers have come`;
  return undefined;
}
