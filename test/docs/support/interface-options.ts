// The options of an interface, as its source declares them.
import { read, sources } from './files.js';

/** A property of an interface. */
export interface Option {
  readonly name: string;
  /** On one line. */
  readonly type: string;
  /** The text of its doc comment, on one line. */
  readonly comment: string;
}

/** On one line, with one form for lists of parameters. */
export const oneLine = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/,? \)/g, ')').trim();

/** The options of the interface that one source of a published package exports under this name. */
export function interfaceOptions(name: string): Option[] {
  const declaration = new RegExp(`^export interface ${name}\\b[^\\n]*\\{\\n(.*?)^\\}$`, 'ms');
  const bodies = sources.flatMap((file) => declaration.exec(read(file))?.slice(1) ?? []);
  if (bodies.length !== 1) throw new Error(`Expected one interface ${name} but found ${bodies.length}`);
  const [body = ''] = bodies;
  const options = body.matchAll(/^ {2}\/\*\*(.*?)\*\/\n {2}(\w+)\?: (.*?);$/gms);
  return [...options].map(([, comment = '', option = '', type = '']) => ({
    name: option,
    type: oneLine(type),
    comment: oneLine(comment.replace(/^ *\*/gm, '')),
  }));
}
