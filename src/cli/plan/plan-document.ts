import type { PlannedEnvironment, PlannedHost } from '../../operations/plan/plan-environment.ts';
import { type Disruption, describeStep, planDisruption } from '../../plan/plan.ts';

/** What `smartx plan --json` prints. Fields are added, never renamed; `version` changes if that must be broken. */
export interface PlanDocument {
  readonly version: 1;
  readonly environment: string;
  /** Whether anything would change. */
  readonly changes: boolean;
  /** Every host, also those that stay as they are, in the declaration's order. */
  readonly hosts: readonly PlanDocumentHost[];
  /** Servers that an earlier apply changed and that are not declared any more. */
  readonly undeclared: readonly string[];
  /** Servers that did not answer, and why; nothing is known of them. */
  readonly absent: Readonly<Record<string, string>>;
}

export interface PlanDocumentHost {
  readonly host: string;
  /** The worst that happens to what runs there. */
  readonly disruption: Disruption;
  readonly steps: readonly PlanDocumentStep[];
  /** Of all that this host's plan was made from; null where there is nothing to do. */
  readonly fingerprint: string | null;
}

export interface PlanDocumentStep {
  readonly kind: string;
  /** `change /etc/nginx/nginx.conf`, `restart nginx.service` */
  readonly what: string;
  readonly reason: string;
  readonly disruption: Disruption;
  /** The host has changed since a run left it as declared. */
  readonly drift: boolean;
  /** Unified diff of a file without secrets; null where there is nothing to show. */
  readonly patch: string | null;
}

export function planDocument(
  environment: string,
  { hosts, undeclared = [], absent = new Map() }: Pick<PlannedEnvironment, 'hosts'> & Partial<PlannedEnvironment>,
): PlanDocument {
  const described = hosts.map(describeHost);
  const changes = described.some(({ steps }) => steps.length > 0);
  return { version: 1, environment, changes, hosts: described, undeclared, absent: Object.fromEntries(absent) };
}

function describeHost({ plan, patches, fingerprint }: PlannedHost): PlanDocumentHost {
  return {
    host: plan.host,
    disruption: planDisruption(plan),
    fingerprint: fingerprint ?? null,
    steps: plan.steps.map((step) => ({
      kind: step.kind,
      what: describeStep(step),
      reason: step.reason,
      disruption: step.disruption,
      drift: step.drift ?? false,
      patch: step.kind === 'file' ? (patches.get(step.path) ?? null) : null,
    })),
  };
}
