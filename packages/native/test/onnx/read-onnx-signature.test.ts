import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { encodeModel, readOnnxSignature } from '@ascend-rx/native/onnx';
import { afterAll, describe, expect, it } from '@jest/globals';
import { bytes, integer, message } from '../../../../test/support/offline-model.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const model = (metadata?: Record<string, string>) =>
  encodeModel({
    name: 'm',
    inputs: [
      { name: 'x', type: 'float32', dims: ['batch', 3, '', 4] },
      { name: 'n', type: 'int64', dims: [] },
    ],
    outputs: [{ name: 'y', type: 'bool', dims: ['batch'] }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    ...(metadata && { metadata }),
  });

const read = (contents: Uint8Array | string) => readOnnxSignature(folder.write('m.onnx', contents));

describe('readOnnxSignature', () => {
  it('reads names, types, sizes and the names of sizes', async () => {
    expect(await read(model())).toEqual({
      inputs: [
        { name: 'x', type: 'float32', dims: ['batch', 3, '', 4] },
        { name: 'n', type: 'int64', dims: [] },
      ],
      outputs: [{ name: 'y', type: 'bool', dims: ['batch'] }],
      externalData: [],
    });
  });

  it('reads what encodeModel does not write', async () => {
    const value = (name: string, type: Buffer) => [bytes(1, name), message(2, [type])];
    const graph = message(7, [
      message(11, value('bf', message(1, [integer(1, 16)]))),
      message(11, value('text', message(1, [integer(1, 8)]))),
      message(11, value('sequence', message(4, []))),
      message(11, [bytes(1, 'bare')]),
    ]);
    const { inputs } = await read(Buffer.concat([integer(1, 8), graph]));
    expect(inputs.map(({ name, type, dims }) => [name, type, dims])).toEqual([
      ['bf', 'bfloat16', undefined],
      ['text', 'type 8', undefined],
      ['sequence', 'no tensor', undefined],
      ['bare', 'no tensor', undefined],
    ]);
  });

  it('reads gears from the metadata, or from the file beside it, which has precedence', async () => {
    const contents = model({ other: 'x', 'ascend_rx.gears': '{"batch":[1,2]}' });
    expect(await read(contents)).toMatchObject({ gears: { batch: [1, 2] }, gearsFrom: 'metadata' });
    const beside = folder.write('m.onnx.gears.json', '{"hw":[[8,4]]}');
    expect(await read(contents)).toMatchObject({ gears: { hw: [[8, 4]] }, gearsFrom: beside });
    for (const text of ['', '[]', '{}', '{"batch":1}', '{"batch":[1],"hw":[]}', '{"dims":[1]}', 'null']) {
      writeFileSync(beside, text);
      await expect(read(contents)).rejects.toMatchObject({
        code: 'ERR_MODEL_FILE',
        message: expect.stringMatching(/has gears in .*m\.onnx\.gears\.json that are none/),
      });
    }
    writeFileSync(beside, Buffer.alloc(1_100_000));
    await expect(read(contents)).rejects.toThrow(/has gears of 1100000 bytes/);
    rmSync(beside);
    mkdirSync(beside);
    await expect(read(contents)).rejects.toThrow(/gears\.json` is not a file$/);
    rmSync(beside, { recursive: true });
  });

  it('names the files of external data', async () => {
    const data = message(7, [
      message(5, [message(13, [bytes(1, 'location'), bytes(2, 'weights.bin')])]),
      message(11, [bytes(1, 'x')]),
    ]);
    const { externalData } = await read(Buffer.concat([integer(1, 8), data]));
    expect(externalData).toEqual([`${folder.path}/weights.bin`]);
  });

  it.each([
    ['', /has no version or no graph of ONNX$/],
    ['notes, and no model', /has a ModelProto that is no protobuf message$/],
    [Buffer.from([0x3a, 100, 1]), /has a field in its ModelProto that reaches beyond its end$/],
    [integer(1, 8), /has no version or no graph of ONNX$/],
  ])('refuses what is none: %j', async (contents, message) => {
    await expect(read(contents)).rejects.toMatchObject({
      code: 'ERR_MODEL_FILE',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a path that is none', async () => {
    await expect(readOnnxSignature(undefined as never)).rejects.toThrow(TypeError);
    await expect(readOnnxSignature(`${folder.path}/none`)).rejects.toThrow(/none` does not exist$/);
  });
});
