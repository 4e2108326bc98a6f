export type { MeasuredModel, ModelMetricsOptions } from './model-metrics.js';
export { ModelMetrics } from './model-metrics.js';
