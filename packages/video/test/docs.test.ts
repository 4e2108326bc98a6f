// The pages docs/video.md, docs/detections.md and docs/sinks.md have every option and every code.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const page = read('../../../docs/video.md');
const sinks = read('../../../docs/sinks.md');

/** The first cells of the rows below a heading. */
const rows = (heading: string, text = page) =>
  [
    ...(text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '').matchAll(
      /^\| `(\w+)` \|/gm,
    ),
  ].map(([, name]) => name);

/** The members of an interface that has the file for itself, or is the last in it. */
const members = (file: string, name: string) =>
  [...(read(file).split(`interface ${name} {`)[1] ?? '').matchAll(/^ {2}(\w+)\?:/gm)].map(
    ([, member]) => member,
  );

it.each([
  ['Options of `fromVideo`', '../src/source/video-options.ts', 'VideoOptions'],
  ['Options of `fromImages`', '../src/images/image-source-options.ts', 'ImageSourceOptions'],
])('%s', (heading, file, name) => {
  expect(members(file, name).length).toBeGreaterThan(4);
  expect(rows(heading)).toEqual(members(file, name));
});

it.each([
  ['Drawing', ['annotate.ts AnnotateValueOptions', 'annotate-options.ts AnnotateOptions']],
  ['Video files', ['to-video.ts ToVideoOptions', 'video-writer-options.ts VideoWriterOptions']],
  ['Browsers', ['mjpeg-endpoint.ts MjpegEndpointOptions']],
  ['Lines of JSON', ['json-lines.ts JsonLinesOptions']],
])('%s', (heading, interfaces) => {
  const options = interfaces.flatMap((each) => {
    const [file, name] = each.split(' ') as [string, string];
    return [...interfaceOf(file, name).matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, option]) => option);
  });
  expect(options.length).toBeGreaterThan(2);
  expect(rows(heading, sinks)).toEqual(options);
});

/** The text of an interface of a sink. */
const interfaceOf = (file: string, name: string) =>
  new RegExp(`interface ${name}\\b[^{]*\\{(.*?)^\\}`, 'ms').exec(read(`../src/sinks/${file}`))?.[1] ?? '';

it('has the codes of errors', () => {
  const codes = [...read('../src/errors/video-error.ts').matchAll(/'(ERR_\w+)'/g)].map(([, code]) => code);
  expect(rows('Errors').filter((name) => name !== 'code')).toEqual(codes.sort());
});

it('has the options of decoders', () => {
  const detections = read('../../../docs/detections.md');
  const part = detections.split(/^## /m).find((each) => each.startsWith('Options\n')) ?? '';
  const documented = [...part.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  const optionsOf = (file: string, name: string) =>
    [
      ...(read(file).split(`interface ${name} `)[1]?.split('\n}\n')[0] ?? '').matchAll(
        /^ {2}readonly (\w+)\?:/gm,
      ),
    ].map(([, member]) => member);
  const all = optionsOf('../src/detections/decode-options.ts', 'DecodeOptions');
  const ofYolo = optionsOf('../src/detections/decode-yolo.ts', 'YoloOptions');
  expect([all.length, ofYolo.length]).toEqual([4, 7]);
  expect(documented).toEqual([...all, ...ofYolo]);
});
