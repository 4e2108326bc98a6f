/** What is wrong in a file, as a clause with the file as its subject: "ends before …". Whoever knows its path makes the error. */
export class Malformed extends Error {}

/** Not wrong, but more than a reader looks at. */
export class TooMuch extends Malformed {}
