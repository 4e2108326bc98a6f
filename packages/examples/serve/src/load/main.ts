// npm run load: a load test of the server, by autocannon.
import { runProgram } from 'ascend-rx/options';
import { table } from 'ascend-rx/terminal';
import { type LoadResult, load } from './load.js';
import { readOptions, usage } from './options.js';
import { readSamples } from './samples.js';
import { startServer } from './server-process.js';

process.exitCode = await runProgram('load', async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const server = options.url === undefined ? await startServer() : undefined;
  const { amount, connections: most } = options;
  const connections = Math.min(most, amount);
  const url = server?.url ?? (options.url as string);
  const result = await load(url, await readSamples(), { amount, connections });
  console.log(report(result, connections));
  const ending = await server?.end();
  const hasEnded = ending === undefined || ending.code === 0;
  const isRight = result.wrong === 0 && result.failed === 0 && result.mismatch === undefined;
  return isRight && hasEnded ? 0 : 1;
});

function report(result: LoadResult, connections: number): string {
  const { counts, failed, latency, mismatch, refused, requests, right, seconds, wrong } = result;
  const ledger = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return table([
    ['requests', `${requests} over ${connections} connections in ${seconds.toFixed(1)} s`],
    ['requests per second', result.requestsPerSecond.toFixed(0)],
    ['latency', `p50 ${latency.p50} ms, p99 ${latency.p99} ms`],
    ['answers', `${right} right, ${wrong} wrong, ${refused} refused (503), ${failed} failed`],
    ['ledger', ledger.join(', ')],
    ['', mismatch === undefined ? 'no picture is lost' : `MISMATCH: ${mismatch}`],
  ]);
}
