import type { HostPlan, Step } from './plan.ts';

/** Whether a mistake could lock the operator out: then a new connection must prove that it does not. */
export function needsConfirmation(plan: HostPlan): boolean {
  return plan.steps.some(guardsAccess);
}

/** Steps that decide who can reach the host at all. */
export function guardsAccess(step: Step): boolean {
  if (step.kind === 'file') return step.path === '/etc/smartx/firewall.nft' || step.path.startsWith('/etc/ssh/');
  if (step.kind !== 'unit' || step.action === 'enable') return false;
  return step.unit === 'smartx-firewall.service' || step.unit === 'ssh.service';
}
