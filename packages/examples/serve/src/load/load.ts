import autocannon from 'autocannon';
import type { Sample } from './samples.js';
import { mismatch, type ServerCounts, serverCounts } from './server-counts.js';

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Of requests that were answered, in ms. */
  readonly latency: { readonly p50: number; readonly p99: number };
  readonly right: number;
  /** Answers 200 with another label. */
  readonly wrong: number;
  /** Answers 503. */
  readonly refused: number;
  /** Other answers, and connections that failed. */
  readonly failed: number;
  readonly counts: ServerCounts;
  /** What is wrong with the counts of the server. */
  readonly mismatch: string | undefined;
}

/**
 * Sends pictures to a server and checks every answer.
 *
 * @param url of `/classify`
 */
export async function load(
  url: string,
  samples: readonly Sample[],
  { amount, connections }: { readonly amount: number; readonly connections: number },
): Promise<LoadResult> {
  // One of each first: what is loaded and compiled by the first requests is not measured.
  for (const sample of samples) await send(url, sample);
  const before = await serverCounts(url);
  const tally = { right: 0, wrong: 0, refused: 0, failed: 0 };
  const result = await autocannon({
    url,
    connections,
    amount,
    requests: samples.map(({ body, label, mediaType }) => ({
      method: 'POST',
      headers: { 'content-type': mediaType },
      body,
      onResponse: (status, text) => {
        tally[judge(status, text, label)] += 1;
      },
    })),
  });
  const counts = await serverCounts(url);
  const { duration, errors, latency, requests } = result;
  return {
    ...tally,
    failed: tally.failed + errors,
    requests: requests.total,
    seconds: duration,
    requestsPerSecond: requests.total / duration,
    latency: { p50: latency.p50, p99: latency.p99 },
    counts,
    mismatch: mismatch(before, counts, tally.right + tally.wrong),
  };
}

function judge(status: number, text: string, label: string): 'right' | 'wrong' | 'refused' | 'failed' {
  if (status === 503) return 'refused';
  if (status !== 200) return 'failed';
  return JSON.parse(text).labels[0].label === label ? 'right' : 'wrong';
}

async function send(url: string, { body, mediaType, name }: Sample): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': mediaType }, body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status} to ${name}: ${text}`);
}
