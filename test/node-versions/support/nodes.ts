/** The executables of Node to test on: this one, and those that ASCEND_RX_NODES names, with colons between them. */
export const nodes: readonly string[] = [
  process.execPath,
  ...(process.env.ASCEND_RX_NODES ?? '').split(':').filter((path) => path !== ''),
];
