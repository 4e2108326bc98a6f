// C++: who includes whom. packages/native/layers.json has the rules.
// Why this stays: clang-tidy and include-what-you-use have no rule for the direction of includes between folders.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { native } from '../root.mjs';
import { progress, StepFailed } from '../step.mjs';

/**
 * The rules: see packages/native/layers.json.
 *
 * @typedef {object} Folder
 * @property {string[]} mayInclude
 * @property {string[]} [lowToHigh]
 *
 * @typedef {object} Rules
 * @property {Record<string, Folder>} folders
 * @property {Record<string, string[]>} [onlyIn]
 */

/** @typedef {{ line: number, header: string, quoted: boolean }} Include */

export async function checkCppLayers() {
  progress('> checking who includes whom in C++');
  const found = findings(native);
  for (const finding of found) progress(finding);
  if (found.length > 0)
    throw new StepFailed(`C++ includes: ${found.length} against packages/native/layers.json`);
}

/**
 * What is wrong, one sentence each.
 *
 * @param {string} root the folder with layers.json, src and include
 * @returns {string[]}
 */
export function findings(root) {
  /** @type {Rules} */
  const rules = JSON.parse(readFileSync(join(root, 'layers.json'), 'utf8'));
  const files = sourcesIn(join(root, 'src'));
  const publicHeaders = new Set(sourcesIn(join(root, 'include')));
  const layers = layersOf(rules);
  const used = new Set();
  /** @type {string[]} */
  const found = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const file of files) {
    const layer = layerOf(file, layers);
    if (layer === undefined) {
      found.push(`src/${file}: no rule names its folder`);
      continue;
    }
    used.add(layer);
    /** @type {string[]} */
    const included = [];
    graph.set(file, included);
    for (const { line, header, quoted } of includesOf(readFileSync(join(root, 'src', file), 'utf8'))) {
      const place = `src/${file}:${line}`;
      if (files.includes(header)) {
        included.push(header);
        const other = layerOf(header, layers);
        if (other !== undefined && other !== layer && !layers.get(layer)?.has(other)) {
          found.push(`${place}: ${layer} must not include ${other} (${header})`);
        }
      } else if (rules.onlyIn?.[header] !== undefined) {
        used.add(header);
        const allowed = rules.onlyIn[header];
        if (!allowed.some((folder) => file.startsWith(`${folder}/`))) {
          found.push(`${place}: only ${allowed.join(', ')} may include <${header}>`);
        }
      } else if (quoted && !publicHeaders.has(header)) {
        found.push(`${place}: "${header}" is no file of src or include; includes name the path from there`);
      }
    }
  }
  for (const rule of [...layers.keys(), ...Object.keys(rules.onlyIn ?? {})]) {
    if (!used.has(rule)) found.push(`layers.json: no file matches the rule for ${rule}`);
  }
  for (const [folder, { mayInclude }] of Object.entries(rules.folders)) {
    const unknown = mayInclude.filter((other) => rules.folders[other] === undefined);
    for (const other of unknown) found.push(`layers.json: ${folder} may include ${other}, which has no rule`);
  }
  const circle = circleIn(graph);
  if (circle !== undefined) found.push(`files include each other in a circle: ${circle.join(' → ')}`);
  return found;
}

/**
 * Every folder that a rule is for, with the folders that it may include besides itself.
 *
 * @param {Rules} rules
 */
function layersOf({ folders }) {
  /** @type {Map<string, Set<string>>} */
  const layers = new Map();
  const parts = (/** @type {string} */ folder) =>
    folders[folder]?.lowToHigh?.map((part) => `${folder}/${part}`) ?? [folder];
  for (const [folder, { mayInclude }] of Object.entries(folders)) {
    const others = mayInclude.flatMap(parts);
    for (const [index, part] of parts(folder).entries()) {
      layers.set(part, new Set([...others, ...parts(folder).slice(0, index)]));
    }
  }
  return layers;
}

/**
 * @param {string} file
 * @param {Map<string, unknown>} layers
 */
const layerOf = (file, layers) => [...layers.keys()].find((folder) => file.startsWith(`${folder}/`));

/**
 * Paths of C++ files from that folder; none when there is no such folder.
 *
 * @param {string} folder
 */
function sourcesIn(folder) {
  try {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return paths.filter((path) => /\.(h|cc)$/.test(path)).sort();
  } catch {
    return [];
  }
}

/**
 * @param {string} source
 * @returns {Include[]}
 */
const includesOf = (source) =>
  source.split('\n').flatMap((text, index) => {
    const [, open, header] = /^\s*#\s*include\s+(["<])([^">]+)[">]/.exec(text) ?? [];
    return header === undefined ? [] : [{ line: index + 1, header, quoted: open === '"' }];
  });

/**
 * The first circle found, its first file again at the end.
 *
 * @param {Map<string, string[]>} graph
 * @returns {string[] | undefined}
 */
function circleIn(graph) {
  const done = new Set();
  /** @type {string[]} */
  const path = [];
  /** @type {(file: string) => string[] | undefined} */
  const visit = (file) => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next);
      if (circle !== undefined) return circle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
