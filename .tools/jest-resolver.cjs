// Resolves './name.js' in our TypeScript to ./name.ts, since jest runs the sources. Why it stays: jest's own
// moduleNameMapper would rewrite the imports of every dependency too.
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

/**
 * @param {string} request
 * @param {{ basedir: string, defaultResolver: (request: string, options: object) => string }} options
 */
module.exports = (request, options) => {
  if (/^\.{1,2}\/.*\.js$/.test(request) && !options.basedir.includes('/node_modules/')) {
    const source = resolve(options.basedir, request.replace(/js$/, 'ts'));
    if (existsSync(source)) return source;
  }
  return options.defaultResolver(request, options);
};
