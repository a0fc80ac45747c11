/** Words that depend on the machine: hosts of a lab, labs, codes of problems, drills. Unknown kinds have none. */
export async function readCandidates(what: string, environment: string): Promise<readonly string[]> {
  if (what === 'codes') return (await import('../problems/catalogue.ts')).problemCodes;
  if (what === 'drills') {
    const [{ drillNames }, { alertsDrill }] = await Promise.all([
      import('../drills/catalogue.ts'),
      import('../drills/alerts-drill.ts'),
    ]);
    return [...drillNames, alertsDrill.name];
  }
  const { listLabs, readLabRecord } = await import('../lab/lab.ts');
  if (what === 'environments') return listLabs();
  // The record alone: anybody may read it, and completing needs no root.
  if (what === 'hosts') return (await readLabRecord(environment))?.spec.machines.map(({ name }) => name).sort() ?? [];
  return [];
}
