import { requestDuration } from '../collected-logs.ts';
import type { RecordingRule } from './model.ts';

/** How long requests take, of each application, over five minutes; from what web hosts logged. */
export function lowerDurationRules(): readonly RecordingRule[] {
  return ([50, 95, 99] as const).map((percentile) => ({
    record: `smartx:request_duration_seconds:p${percentile}`,
    expr: `histogram_quantile(${percentile / 100}, sum by (app, le) (rate(${requestDuration}_bucket[5m])))`,
  }));
}
