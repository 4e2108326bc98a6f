// Every rule of packages/native/layers.json fails when a file breaks it: tried on a small tree of its own.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findings } from '../../.tools/check/cpp-layers.mjs';
import { TemporaryFolder } from '../support/temporary-folder.js';

const rules = {
  folders: {
    base: { mayInclude: [] },
    session: { mayInclude: ['base'] },
    addon: { mayInclude: ['base', 'session'] },
    runtime: { mayInclude: ['base'], lowToHigh: ['checks', 'device', 'api'] },
  },
  onlyIn: { 'napi.h': ['addon'] },
};

/** A tree that keeps to the rules. */
const tree = {
  'include/acl/acl.h': '#pragma once\n',
  'src/base/mutex.h': '#include <mutex>\n',
  'src/session/session.h': '#include "acl/acl.h"\n#include "base/mutex.h"\n',
  'src/session/session.cc': '#include "session/session.h"\n',
  'src/addon/addon.cc': '#include <napi.h>\n#include "session/session.h"\n',
  'src/runtime/checks/strict.h': '#include "base/mutex.h"\n',
  'src/runtime/device/stream.h': '#include "runtime/checks/strict.h"\n',
  'src/runtime/device/event.h': '#include "runtime/device/stream.h"\n',
  'src/runtime/api/stream.cc': '#include "runtime/device/event.h"\n#include "runtime/checks/strict.h"\n',
};

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => folder.remove());

/** What is found in the tree with some files changed, and under changed rules. */
function found(changes: Record<string, string> = {}, changedRules: object = rules): string[] {
  folder.write('layers.json', JSON.stringify(changedRules));
  for (const [path, text] of Object.entries({ ...tree, ...changes })) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    folder.write(path, text);
  }
  return findings(folder.path);
}

describe('who includes whom in C++', () => {
  it('should be left alone where it keeps to the rules', () => {
    expect(found()).toEqual([]);
  });

  it.each([
    ['up', 'src/runtime/checks/strict.h', 'runtime/device/stream.h', 'runtime/checks', 'runtime/device'],
    ['up two folders', 'src/runtime/checks/strict.cc', 'runtime/api/api.h', 'runtime/checks', 'runtime/api'],
    ['across', 'src/session/session.cc', 'runtime/device/stream.h', 'session', 'runtime/device'],
    ['across, back', 'src/runtime/api/stream.cc', 'session/session.h', 'runtime/api', 'session'],
    ['to the addon', 'src/session/session.cc', 'addon/addon.h', 'session', 'addon'],
    ['out of the base', 'src/base/mutex.h', 'session/session.h', 'base', 'session'],
  ])('should fail when an include goes %s', (_way, from, to, layer, other) => {
    const messages = found({
      'src/addon/addon.h': '',
      'src/runtime/api/api.h': '',
      [from]: `\n#include "${to}"\n`,
    });
    expect(messages).toContain(`${from}:2: ${layer} must not include ${other} (${to})`);
  });

  it('should fail also for an include in angle brackets', () => {
    expect(found({ 'src/base/lock.h': '#include <session/session.h>\n' })).toEqual([
      'src/base/lock.h:1: base must not include session (session/session.h)',
    ]);
  });

  it('should fail for a header from outside in a folder that must not know it', () => {
    expect(found({ 'src/session/session.cc': '#include <napi.h>\n' })).toEqual([
      'src/session/session.cc:1: only addon may include <napi.h>',
    ]);
  });

  it('should fail for an include that is not a path from src or include', () => {
    expect(found({ 'src/session/session.cc': '#include "session.h"\n' })).toEqual([
      'src/session/session.cc:1: "session.h" is no file of src or include; includes name the path from there',
    ]);
  });

  it('should fail when files include each other in a circle', () => {
    expect(found({ 'src/runtime/device/stream.h': '#include "runtime/device/event.h"\n' })).toEqual([
      'files include each other in a circle: ' +
        'runtime/device/event.h → runtime/device/stream.h → runtime/device/event.h',
    ]);
  });

  it('should fail for a folder without a rule', () => {
    expect(found({ 'src/runtime/process/end.cc': '' })).toEqual([
      'src/runtime/process/end.cc: no rule names its folder',
    ]);
  });

  it('should fail for a rule that matches nothing', () => {
    const more = {
      folders: { ...rules.folders, acl: { mayInclude: [] } },
      onlyIn: { ...rules.onlyIn, 'uv.h': ['addon'] },
    };
    expect(found({}, more)).toEqual([
      'layers.json: no file matches the rule for acl',
      'layers.json: no file matches the rule for uv.h',
    ]);
  });

  it('should fail for a rule that names a folder without a rule', () => {
    const more = { folders: { ...rules.folders, session: { mayInclude: ['base', 'common'] } } };
    expect(found({}, more)).toEqual(['layers.json: session may include common, which has no rule']);
  });
});
