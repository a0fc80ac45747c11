import { writtenBySmartx } from '../file.ts';
import type { RecordingRule } from './model.ts';

/** A file of rules with one group (prometheus.io/docs, "Recording rules"). */
export function renderRecordingRules(group: string, rules: readonly RecordingRule[]): string {
  return `# ${writtenBySmartx}
groups:
  - name: ${group}
    rules:
${rules.map(({ record, expr }) => `      - record: ${record}\n        expr: '${expr}'\n`).join('')}`;
}
