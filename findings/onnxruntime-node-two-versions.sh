#!/usr/bin/env bash
# Two versions of onnxruntime-node in one process.
#
# Versions:  onnxruntime-node 1.24.3 and 1.30.0, Linux x64 with glibc.
# A guess:   npm installs both side by side, each package has its own binding and its own libonnxruntime.so.1, and each
#            binding loads the library beside it.
# In fact:   whichever is loaded second fails: "version `VERS_…' not found". Both libraries have the SONAME
#            libonnxruntime.so.1. The loader gives the second binding the library that is in the process already, and its
#            symbols carry the version of the first package.
# Matters:   an application and one of its dependencies (which pins another version) cannot both run inference in one process,
#            and which of the two fails depends on the order of imports. Worker threads do not help: they share the process.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export ORT_DISABLE_TELEMETRY=1

npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund \
  older@npm:onnxruntime-node@1.24.3 newer@npm:onnxruntime-node@1.30.0 >/dev/null 2>&1

cat >load.cjs <<'JS'
for (const name of process.argv.slice(2)) {
  try {
    require(name);
    console.log(`${name}: loaded`);
  } catch (error) {
    console.log(`${name}: ${/version `VERS_[\d.]+' not found/.exec(error.message)?.[0] ?? error.message}`);
  }
}
JS

seen=$(for order in 'older newer' 'newer older' 'older' 'newer'; do
  echo "-- $order"
  # shellcheck disable=SC2086
  node load.cjs $order
done)
echo "$seen"

expected="-- older newer
older: loaded
newer: version \`VERS_1.30.0' not found
-- newer older
newer: loaded
older: version \`VERS_1.24.3' not found
-- older
older: loaded
-- newer
newer: loaded"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
