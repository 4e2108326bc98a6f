#!/usr/bin/env bash
# An output that is an input of the graph, with memory given for the outputs.
#
# Versions:  onnxruntime-node 1.30.0, Linux x64 with glibc.
# A guess:   `session.run(feeds, fetches)` with tensors as fetches writes each output to the memory of its tensor, or fails.
# Valid:     the model passes onnx.checker.check_model(model, full_check=True) of onnx 1.23.1: a graph may give out an input.
# In fact:   an output that is an input of the graph is never written, and nothing fails: the result has what was in that
#            memory before. Without given memory the same output has the values of the input. Other outputs of the same run
#            are written, an Identity of an output among them.
# Matters:   buffers that are used again hold the results of the run before: a program that gives memory for its outputs gets
#            old data for such a model. It must copy the input itself, or let the run allocate that output.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export ORT_DISABLE_TELEMETRY=1

npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0 >/dev/null 2>&1

# The graph: x -> Neg -> y; its outputs are x, y and z = Identity(y).
cat >run.mjs <<'JS'
import { InferenceSession, Tensor } from 'onnxruntime-node';

// Protobuf: fields with a length, and small integers.
const field = (number, ...parts) => {
  const contents = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([number * 8 + 2, contents.length]), contents]);
};
const integer = (number, value) => Buffer.from([number * 8, value]);
const dim = (size) => field(1, integer(1, size));
const floats = (name) => [field(1, name), field(2, field(1, integer(1, 1), field(2, dim(1), dim(2))))];
const node = (input, output, op) => field(1, field(1, input), field(2, output), field(4, op));
const graph = field(
  7,
  node('x', 'y', 'Neg'),
  node('y', 'z', 'Identity'),
  field(2, 'graph'),
  field(11, ...floats('x')),
  ...['x', 'y', 'z'].map((name) => field(12, ...floats(name))),
);
const model = Buffer.concat([integer(1, 8), graph, field(8, field(1, ''), integer(2, 17))]);

const session = await InferenceSession.create(model);
const tensor = (a, b) => new Tensor('float32', [a, b], [1, 2]);
const show = (how, result) =>
  console.log(how, session.outputNames.map((name) => `${name} = ${[...result[name].data].join(', ')}`).join('; '));
show('allocated:', await session.run({ x: tensor(1, 2) }));
const given = { x: tensor(99, 99), y: tensor(99, 99), z: tensor(99, 99) };
show('given:    ', await session.run({ x: tensor(1, 2) }, given));
JS

seen=$(node run.mjs)
echo "$seen"

expected="allocated: x = 1, 2; y = -1, -2; z = -1, -2
given:     x = 99, 99; y = -1, -2; z = -1, -2"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
