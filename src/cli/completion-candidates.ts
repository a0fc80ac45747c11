/** Words that depend on the machine: hosts of a lab, labs, codes of problems. Unknown kinds have none. */
export async function readCandidates(what: string, environment: string): Promise<readonly string[]> {
  if (what === 'codes') return (await import('../problems/catalogue.ts')).problemCodes;
  const { labState, listLabs } = await import('../lab/lab.ts');
  if (what === 'environments') return listLabs();
  if (what === 'hosts') return (await labState(environment)).machines.map(({ host }) => host);
  return [];
}
