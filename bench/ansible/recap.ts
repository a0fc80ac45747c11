/** What `ansible-playbook` counted for a host in its last lines. */
export interface Recap {
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failed: number;
}

/** PLAY RECAP of `ansible-playbook`, by host. */
export function parseRecap(output: string): ReadonlyMap<string, Recap> {
  const [, recap = ''] = output.split(/^PLAY RECAP.*$/m);
  const lines = recap.matchAll(/^(\S+)\s*: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)/gm);
  return new Map(
    [...lines].map(([, host = '', ok, changed, unreachable, failed]) => [
      host,
      { ok: Number(ok), changed: Number(changed), unreachable: Number(unreachable), failed: Number(failed) },
    ]),
  );
}
