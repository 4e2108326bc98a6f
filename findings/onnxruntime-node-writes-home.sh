#!/usr/bin/env bash
# What onnxruntime-node writes when a program computes with it.
#
# Version:   onnxruntime-node 1.30.0, Linux x64.
# A guess:   inference writes nothing outside of the folders that the program names.
# In fact:   with the first session, an identifier of the device and a database of events appear below the home folder, under the
#            name of the vendor. ORT_DISABLE_TELEMETRY=1 prevents that, and `true` does. It may be set in the process itself, before
#            the package is imported. Where CI is `true`, nothing is written either: a test in CI does not see what a server does.
# Matters:   containers with a read-only or shared home, tests that compare folders, and programs that promise to store nothing.
#            A library that uses the package must set the variable before its first import of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0 >/dev/null 2>&1

# y = Identity(x), one float: the fields of the ONNX format are written one by one.
cat >run.cjs <<'JS'
const number = (field, value) => Buffer.from([field << 3, value]);
const bytes = (field, ...parts) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([(field << 3) | 2, body.length]), body]);
};
const value = (field, name) =>
  bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, 1), bytes(2, bytes(1, number(1, 1))))));
const node = bytes(1, bytes(1, 'x'), bytes(2, 'y'), bytes(4, 'Identity'));
const graph = bytes(7, node, bytes(2, 'g'), value(11, 'x'), value(12, 'y'));
const model = Buffer.concat([number(1, 8), graph, bytes(8, number(2, 13))]);

if (process.argv[2] === 'set') process.env.ORT_DISABLE_TELEMETRY = '1';
const { InferenceSession, Tensor } = require('onnxruntime-node');
InferenceSession.create(model)
  .then((session) => session.run({ x: new Tensor('float32', [7], [1]) }))
  .then(({ y }) => {
    if (y.data[0] !== 7) throw new Error(`expected 7 but received ${y.data[0]}`);
  });
JS

# Runs the program with an empty home, and prints what it left there.
written() {
  local home
  home=$(mktemp -d "$folder/home-XXXX")
  env -i PATH="$PATH" HOME="$home" "$@"
  (cd "$home" && find . -type f | sed 's#^\./##' | { grep -vE '(-wal|-shm|-journal)$' || true; } | sort)
}

seen="-- as it is
$(written node run.cjs)
-- ORT_DISABLE_TELEMETRY=true
$(written env ORT_DISABLE_TELEMETRY=true node run.cjs)
-- ORT_DISABLE_TELEMETRY=0
$(written env ORT_DISABLE_TELEMETRY=0 node run.cjs)
-- ORT_DISABLE_TELEMETRY=1
$(written env ORT_DISABLE_TELEMETRY=1 node run.cjs)
-- set to 1 by the program
$(written node run.cjs set)
-- CI=true
$(written env CI=true node run.cjs)
-- CI=no
$(written env CI=no node run.cjs)"
echo "$seen"

expected="-- as it is
.cache/Microsoft/DeveloperTools/.onnxruntime/deviceid
.cache/Microsoft/DeveloperTools/.onnxruntime/onnxruntime.db
-- ORT_DISABLE_TELEMETRY=true

-- ORT_DISABLE_TELEMETRY=0
.cache/Microsoft/DeveloperTools/.onnxruntime/deviceid
.cache/Microsoft/DeveloperTools/.onnxruntime/onnxruntime.db
-- ORT_DISABLE_TELEMETRY=1

-- set to 1 by the program

-- CI=true

-- CI=no
.cache/Microsoft/DeveloperTools/.onnxruntime/deviceid
.cache/Microsoft/DeveloperTools/.onnxruntime/onnxruntime.db"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
