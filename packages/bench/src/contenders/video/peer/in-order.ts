/**
 * Calls `next` and then `project` for what it gives, with up to `atOnce` calls under way, and yields the results in the order of the
 * calls. Undefined of `next` is the end. When its consumer leaves, it waits for the calls that are under way.
 */
export async function* inOrder<T, R>(
  next: () => Promise<T | undefined>,
  atOnce: number,
  project: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const under: Promise<R | undefined>[] = [];
  const begin = async () => {
    const value = await next();
    return value === undefined ? undefined : project(value);
  };
  try {
    for (;;) {
      while (under.length < atOnce) {
        const each = begin();
        // Its turn may come later, or never.
        each.catch(() => {});
        under.push(each);
      }
      const result = await under.shift();
      if (result === undefined) return;
      yield result;
    }
  } finally {
    await Promise.allSettled(under);
  }
}
