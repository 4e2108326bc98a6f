/**
 * The environment of this process without the variables that ascend-rx reads: contenders run with defaults. The telemetry of
 * ONNX Runtime is off in all of them, unless the user has set its variable.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('ASCEND_RX_'));
  return { ORT_DISABLE_TELEMETRY: '1', ...Object.fromEntries(others) };
}
