/**
 * The error for a `run` that was called without the object that it is a method of, as in `mergeMap(model.run)`. `run` is not
 * bound to its object: `mergeMap` passes an index as well, which would be taken for the options of the call.
 *
 * @param name of the object, for the message
 */
export function detachedRun(name: 'model' | 'runner'): TypeError {
  return new TypeError(`\`run\` was called without its ${name}: write (x) => ${name}.run(x)`);
}
