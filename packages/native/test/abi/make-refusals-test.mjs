// Writes a C program that calls every function that the embedded runtime only declares: node make-refusals-test.mjs
// FILE.c ABI.json…. The lists name them under `refused`. Each has to fail with 207000 and with a reason in its name, or
// to give nothing. In C, since there 0 is an argument of every type.
// Why this stays: no tool calls functions from a list of declarations.
import { readFileSync, writeFileSync } from 'node:fs';

const [file, ...lists] = process.argv.slice(2);
if (lists.length === 0) throw new Error('usage: node make-refusals-test.mjs FILE.c ABI.json…');

const headers = new Set();
const defines = new Set();
const checks = [];

// What a result without a status has to be. Types of enumerations differ in what they have for nothing.
function nothing(name, type) {
  if (name.endsWith('RetCode')) return '(int)result == ACL_ERROR_RT_FEATURE_NOT_SUPPORT';
  if (type.endsWith('*')) return type.startsWith('const char') ? '!result || !*result' : '!result';
  if (type.endsWith('Callback')) return '!result';
  return /^(u?int\d+_t|size_t|double|float)$/.test(type) ? 'result == 0' : '1';
}

for (const list of lists) {
  const {
    functions,
    refused = [],
    headers: own = ['acl/acl.h'],
    defines: needed = [],
  } = JSON.parse(readFileSync(list, 'utf8'));
  for (const header of own) headers.add(header);
  for (const name of needed) defines.add(name);
  for (const name of refused) {
    const [, type, parameters] = /^(.*?)\s*\w+\((.*)\)$/s.exec(functions[name]);
    const count = parameters === 'void' ? 0 : parameters.split(',').length;
    const call = `${name}(${Array.from({ length: count }, () => '0').join(', ')})`;
    if (type === 'aclError') {
      checks.push(`check(${call} == ACL_ERROR_RT_FEATURE_NOT_SUPPORT, "${name}");`);
    } else if (type === 'void') {
      checks.push(`${call};`, `check(1, "${name}");`);
    } else {
      const variable = type.endsWith('*') ? type : `${type} `;
      checks.push(`{ ${variable}result = ${call}; (void)result; check(${nothing(name, type)}, "${name}"); }`);
    }
  }
}
if (checks.length === 0) throw new Error('the lists refuse nothing');

writeFileSync(
  file,
  [
    '/* Written by make-refusals-test.mjs. */',
    ...[...defines].map((name) => `#define ${name}`),
    ...[...headers].map((header) => `#include "${header}"`),
    '#include <stdio.h>',
    '#include <string.h>',
    '',
    'static int called = 0, wrong = 0;',
    '',
    'static void check(int right, const char* name) {',
    '  char start[128];',
    '  const char* const text = aclGetRecentErrMsg();',
    '  sprintf(start, "[207000] %s: ", name);',
    '  ++called;',
    '  if (right && text && strncmp(text, start, strlen(start)) == 0 && strlen(text) > strlen(start) + 20) return;',
    '  ++wrong;',
    '  printf("%s: %s, %s\\n", name, right ? "refused" : "another result", text ? text : "no text");',
    '}',
    '',
    'int main(void) {',
    ...checks.map((line) => `  ${line}`),
    '  printf("%d functions, %d of them wrong\\n", called, wrong);',
    `  return called > 0 && wrong == 0 ? 0 : 1;`,
    '}',
    '',
  ].join('\n'),
);
