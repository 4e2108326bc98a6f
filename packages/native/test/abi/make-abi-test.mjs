// Writes the tests of headers and library against the C interface: node make-abi-test.mjs ABI.json FOLDER.
// abi.cc only has to compile: it asserts every type, value and layout. exports.txt names every function.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [file, folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node make-abi-test.mjs ABI.json FOLDER');
const abi = JSON.parse(readFileSync(file, 'utf8'));

const holds = (condition, name) => `static_assert(${condition}, ${JSON.stringify(name)});`;
const same = (left, right, name) => holds(`std::is_same<${left}, ${right}>::value`, name);

// Declared a second time in a namespace of its own, a function has the type that its declaration says.
const functions = Object.entries(abi.functions).flatMap(([name, declaration]) => [
  `namespace facts { ${declaration}; }`,
  same(`decltype(&facts::${name})`, `decltype(&::${name})`, name),
]);

const enums = Object.entries(abi.enums).flatMap(([name, { underlying, values }]) => [
  same(`std::underlying_type<${name}>::type`, underlying, name),
  ...Object.entries(values).flatMap(([value, number]) => [
    same(`decltype(${value})`, name, `${value} is of ${name}`),
    holds(`${value} == ${number}`, value),
  ]),
]);

const structs = Object.entries(abi.structs).flatMap(([name, { size, align, fields }]) => [
  holds(`std::is_standard_layout<${name}>::value`, name),
  holds(`sizeof(${name}) == ${size} && alignof(${name}) == ${align}`, name),
  ...fields.flatMap((field) => [
    same(`decltype(${name}::${field.name})`, field.type, `${name}::${field.name}`),
    holds(
      `offsetof(${name}, ${field.name}) == ${field.offset} && sizeof(${name}::${field.name}) == ${field.size}`,
      `${name}::${field.name}`,
    ),
  ]),
]);

const typedefs = Object.entries(abi.typedefs).map(([name, type]) => same(name, type, name));
const opaque = abi.opaque.map((name) => holds(`std::is_class<${name}>::value`, name));
const errors = Object.entries(abi.errors).map(([name, code]) => holds(`${name} == ${code}`, name));
const constants = Object.entries(abi.constants).map(([name, value]) =>
  typeof value === 'string'
    ? holds(`equal(${name}, ${JSON.stringify(value)})`, name)
    : holds(`${name} == ${value}`, name),
);

const parts = { typedefs, opaque, enums, structs, errors, constants, functions };
for (const [name, lines] of Object.entries(parts)) {
  if (lines.length === 0) throw new Error(`${file} has no ${name}`);
}

const source = [
  '// Written by make-abi-test.mjs. NOLINTBEGIN: it repeats declarations of the headers.',
  '#include "acl/acl.h"  // before all others: it is to be enough',
  '',
  '#include <cstddef>',
  '#include <type_traits>',
  '',
  'constexpr bool equal(const char* left, const char* right) {',
  "  return *left == *right && (*left == '\\0' || equal(left + 1, right + 1));",
  '}',
  ...Object.entries(parts).flatMap(([name, lines]) => ['', `// The ${name}.`, ...lines]),
  '// NOLINTEND',
  '',
].join('\n');

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'abi.cc'), source);
writeFileSync(join(folder, 'exports.txt'), `${Object.keys(abi.functions).sort().join('\n')}\n`);
