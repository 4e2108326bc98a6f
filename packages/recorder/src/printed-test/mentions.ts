/** Whether source text uses a name: not as the property of something else, and not as text. */
export function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![.\\w'])${name}(?=[()<>,;\\[.]| \\{|$)`, 'm').test(text);
}
