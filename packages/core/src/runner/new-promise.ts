// Promises whose functions are kept by whoever made them. One executor serves all promises, so that no function is made for each
// beyond the two that a Promise makes itself. (Promise.withResolvers does that, too, from Node 22 on.)

let resolve: (value: never) => void;
let reject: (error: unknown) => void;

/** Makes a promise. {@link resolveNewest} and {@link rejectNewest} return its functions until the next one is made. */
export function newPromise<T>(): Promise<T> {
  return new Promise<T>(keep as never);
}

export function resolveNewest<T>(): (value: T) => void {
  return resolve as (value: T) => void;
}

export function rejectNewest(): (error: unknown) => void {
  return reject;
}

function keep(onResolve: (value: never) => void, onReject: (error: unknown) => void): void {
  resolve = onResolve;
  reject = onReject;
}
