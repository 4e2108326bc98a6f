// Options of ATC whose values are names of nodes, which may have slashes, and no paths.
const optionsWithNames = /^--(input_shape|input_shape_range|out_nodes|input_fp16_nodes|input_format)$/;

/**
 * The command line of ATC without folders, which say how the machine that compiled the model is set up and who works there:
 * each path becomes the name of its file.
 */
export function withoutFolders(commandLine: string): string {
  // Between options, and not between words: a folder may have a space in its name.
  const [program = '', ...options] = commandLine.split(/\s(?=--?[a-z])/).map((part) => part.trim());
  return [fileName(program), ...options.map(optionWithoutFolders)].join(' ');
}

function optionWithoutFolders(option: string): string {
  const [, name = '', separator = '', value = ''] = /^(--?[\w-]+)([=\s]*)(.*)$/s.exec(option) ?? [];
  if (name === '') return fileName(option);
  if (optionsWithNames.test(name)) return option;
  // A comma also separates paths, but only where a path begins behind it.
  return (
    name +
    separator +
    value
      .split(/(?<=[,;])(?=["']?\.{0,2}\/)/)
      .map(fileName)
      .join('')
  );
}

/** What stands behind the last slash, with a quotation mark before it. */
function fileName(path: string): string {
  const quote = /^["']/.exec(path)?.[0] ?? '';
  return path.includes('/') ? quote + path.slice(path.lastIndexOf('/') + 1) : path;
}
