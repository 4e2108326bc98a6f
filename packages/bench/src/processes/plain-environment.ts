/** The environment of this process without the variables that ascend-rx reads: contenders run with defaults. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ASCEND_RX_')));
}
