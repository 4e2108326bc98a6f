// Writes the tests of headers and library against the C interface: node make-abi-test.mjs FOLDER ABI.json….
// For each list NAME.json, NAME.cc only has to compile: it asserts every type, value and layout. exports.txt names
// every function. A list with `sources` says from which public header each of its names is; docs/facts.md has them.
// Why this stays: libabigail compares two built libraries. Here the other side is a list, and it has macros as well.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [folder, ...files] = process.argv.slice(2);
if (files.length === 0) throw new Error('usage: node make-abi-test.mjs FOLDER ABI.json…');

const holds = (condition, name) => `static_assert(${condition}, ${JSON.stringify(name)});`;
const same = (left, right, name) => holds(`std::is_same<${left}, ${right}>::value`, name);

const kinds = {
  typedefs: (name, type) => same(name, type, name),

  opaque: (name) => holds(`std::is_class<${name}>::value`, name),

  enums: (name, { underlying, values }) => [
    same(`std::underlying_type<${name}>::type`, underlying, name),
    ...Object.entries(values).flatMap(([value, number]) => [
      same(`decltype(${value})`, name, `${value} is of ${name}`),
      holds(`${value} == ${number}`, value),
    ]),
  ],

  structs: (name, { size, align, fields }) => [
    holds(`std::is_standard_layout<${name}>::value`, name),
    holds(`sizeof(${name}) == ${size} && alignof(${name}) == ${align}`, name),
    ...fields.flatMap((field) => [
      same(`decltype(${name}::${field.name})`, field.type, `${name}::${field.name}`),
      holds(
        `offsetof(${name}, ${field.name}) == ${field.offset} && sizeof(${name}::${field.name}) == ${field.size}`,
        `${name}::${field.name}`,
      ),
    ]),
  ],

  errors: (name, code) => holds(`${name} == ${code}`, name),

  // { number } has one that JSON cannot hold.
  constants: (name, value) =>
    typeof value === 'string'
      ? holds(`equal(${name}, ${JSON.stringify(value)})`, name)
      : holds(`${name} == ${typeof value === 'object' ? value.number : value}`, name),

  // Declared a second time in a namespace of its own, a function has the type that its declaration says.
  functions: (name, declaration) => [
    `namespace facts { ${declaration}; }`,
    same(`decltype(&facts::${name})`, `decltype(&::${name})`, name),
  ],
};

// The members of a kind: [name, value] each. Opaque types are a plain list.
const members = (abi, kind) =>
  Array.isArray(abi[kind]) ? abi[kind].map((name) => [name]) : Object.entries(abi[kind] ?? {});

// Every name of `sources` is in the list, once; in a list of one header, every name of the list has a source.
function checkSources(abi, file) {
  const named = Object.values(abi.sources ?? {}).flat();
  const listed = new Set(Object.keys(kinds).flatMap((kind) => members(abi, kind).map(([name]) => name)));
  const wrong = [
    ...named.filter((name, index) => !listed.has(name) || named.indexOf(name) !== index),
    ...(abi.headers === undefined ? [] : [...listed].filter((name) => !named.includes(name))),
  ];
  if (wrong.length > 0) throw new Error(`${file}: sources do not fit the list: ${wrong.join(' ')}`);
}

function sourceOf(abi, file) {
  const parts = Object.keys(kinds)
    .filter((kind) => abi[kind] !== undefined)
    .map((kind) => [kind, members(abi, kind).flatMap((member) => kinds[kind](...member))]);
  for (const [kind, lines] of parts) {
    if (lines.length === 0) throw new Error(`${file} has no ${kind}`);
  }
  if (abi.functions === undefined) throw new Error(`${file} has no functions`);
  const headers = abi.headers ?? ['acl/acl.h'];
  return [
    '// Written by make-abi-test.mjs. NOLINTBEGIN: it repeats declarations of the headers.',
    ...(abi.defines ?? []).map((name) => `#define ${name}`),
    ...headers.map((header) => `#include "${header}"  // before all others: it is to be enough`),
    '',
    '#include <cstddef>',
    '#include <type_traits>',
    '',
    'constexpr bool equal(const char* left, const char* right) {',
    "  return *left == *right && (*left == '\\0' || equal(left + 1, right + 1));",
    '}',
    ...parts.flatMap(([kind, lines]) => ['', `// The ${kind}.`, ...lines]),
    '// NOLINTEND',
    '',
  ].join('\n');
}

mkdirSync(folder, { recursive: true });
const functions = [];
for (const file of files) {
  const abi = JSON.parse(readFileSync(file, 'utf8'));
  checkSources(abi, file);
  writeFileSync(join(folder, `${basename(file, '.json')}.cc`), sourceOf(abi, file));
  functions.push(...Object.keys(abi.functions));
}
writeFileSync(join(folder, 'exports.txt'), `${functions.sort().join('\n')}\n`);
