import { shapes } from '@ascend-rx/example-classify';
import { openDevice } from '@ascend-rx/native';
import { UsageError } from 'ascend-rx/options';
import { interruption$ } from 'ascend-rx/terminal';
import { firstValueFrom } from 'rxjs';
import { Classifier } from './classifier.js';
import { createServer } from './create-server.js';
import type { Options } from './options.js';

/**
 * Serves until SIGTERM or SIGINT. Then requests in progress are answered, and server, runner, model and device are closed, in
 * that order. If that takes longer than the time of grace, the process ends with exit code 1.
 *
 * @return the exit code
 */
export async function serve(options: Options): Promise<number> {
  const interrupted = firstValueFrom(interruption$);
  await using device = await openDevice();
  await using model = await device.loadModel(shapes.model);
  const classifier = await Classifier.create(model, options);
  const server = createServer(classifier, model, { ...options, onFault: (error) => console.error(error) });
  const address = await listen(server, options);
  console.log(`shapes.onnx on ${device.name}: ${address}/classify`);

  console.log(`${await interrupted}: finishing the requests in progress`);
  setTimeout(() => {
    console.error(`ascend-rx-serve: requests are in progress after ${options.grace} ms; they are given up`);
    process.exit(1);
  }, options.grace).unref();
  await server.close();
  await classifier.close();
  const { submitted, delivered, failed, cancelled } = model.stats().ledger;
  console.log(
    `closed: ${submitted} pictures, ${delivered} delivered, ${failed} failed, ${cancelled} cancelled`,
  );
  return 0;
}

async function listen(server: ReturnType<typeof createServer>, { host, port }: Options): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`port ${port} of ${host} is in use: choose another one with --port`);
  }
}
