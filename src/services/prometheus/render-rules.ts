import { writtenBySmartx } from '../file.ts';
import type { RuleFile } from './lower-rules.ts';
import type { AlertingRule, RecordingRule } from './model.ts';

/**
 * A file of rules with one group (prometheus.io/docs, "Alerting rules"). Records come first: alerts read them.
 *
 * @param forSeconds how long each alert waits, where it is not as long as declared
 */
export function renderRules(
  { name, records, alerts }: RuleFile,
  forSeconds: (rule: AlertingRule) => number = (rule) => rule.forSeconds,
): string {
  return `# ${writtenBySmartx}
groups:
  - name: ${name}
    rules:
${records.map(renderRecord).join('')}${alerts.map((rule) => renderAlert(rule, forSeconds(rule))).join('')}`;
}

function renderRecord({ record, expr }: RecordingRule): string {
  return `      - record: ${record}
        expr: ${quote(expr)}
`;
}

function renderAlert(rule: AlertingRule, forSeconds: number): string {
  const { alert, expr, severity, tier, summary, description, runbook } = rule;
  return `      - alert: ${alert}
        expr: ${quote(expr)}
        for: ${forSeconds}s
        labels:
          severity: ${severity}
          tier: ${tier}
        annotations:
          summary: ${quote(summary)}
          description: ${quote(description)}
          runbook: ${runbook}
`;
}

/** In single quotes only they themselves mean something (YAML 1.2, 7.3.2). */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
