/**
 * A text in which `…` stands for whatever may be user and password of an address: for what is before an `@`. The address may be
 * misspelled, as one that was given for the name of a file.
 */
export const withoutCredentials = (text: string): string =>
  // Behind // also blanks belong to it, since a password may have some. A path with an @ and no colon is none.
  text.replace(/\S*[/\\]{2}.*\S@/g, '…@').replace(/\S*:\S*@/g, '…@');
