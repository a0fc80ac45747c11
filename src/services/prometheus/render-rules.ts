import { writtenBySmartx } from '../file.ts';
import type { AlertingRule } from './model.ts';

/** A file of rules with one group (prometheus.io/docs, "Alerting rules"). */
export function renderRules(group: string, rules: readonly AlertingRule[]): string {
  return `# ${writtenBySmartx}
groups:
  - name: ${group}
    rules:
${rules.map(renderRule).join('')}`;
}

function renderRule({ alert, expr, forSeconds, severity, summary, description, runbook }: AlertingRule): string {
  return `      - alert: ${alert}
        expr: ${quote(expr)}
        for: ${forSeconds}s
        labels:
          severity: ${severity}
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
