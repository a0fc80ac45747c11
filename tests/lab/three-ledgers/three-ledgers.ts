import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, operatorOf, type StatusDocument } from '../cli.ts';
import { copySample } from '../samples.ts';

/** Where each of the three is, by its name in the declaration. */
export const sites = {
  www: 'www.ledgers.example',
  api: 'api.ledgers.example',
  bank: 'bank.ledgers.example',
} as const;
export type Ledger = keyof typeof sites;
export const ledgers = Object.keys(sites) as readonly Ledger[];

/** The samples in Node, Flask and Django as applications of one platform, in a project of its own. */
export interface ThreeLedgers extends ReturnType<typeof operatorOf> {
  readonly lab: string;
  /** Where the declaration is; `www`, `api` and `bank` lie beside it. */
  readonly project: string;
  /** The lab as it came up. */
  readonly platform: StatusDocument;
  /** Hosts that the applications run on. */
  readonly appHosts: readonly string[];
}

/**
 * Brings the three up.
 * @param machines the counts that `lab()` takes, as they stand in the declaration
 * @param more further fields of the declaration, and further applications
 */
export async function upThreeLedgers(
  lab: string,
  machines: string,
  more: { readonly fields: string; readonly apps?: string; readonly prepare?: (project: string) => void },
): Promise<ThreeLedgers> {
  const project = mkdtempSync(join(tmpdir(), `smartx-${lab}-`));
  copySample('node', join(project, 'www'));
  copySample('flask', join(project, 'api'));
  copySample('django', join(project, 'bank'));
  more.prepare?.(project);
  writeFileSync(join(project, 'smartx.config.ts'), declarationOf(lab, machines, more));
  const operator = operatorOf(project, lab);
  await must(operator.smartx('down', '--yes'));
  await must(operator.smartx('up', '--yes')).catch(async (error) => {
    await downThreeLedgers({ ...operator, project });
    throw error;
  });
  const platform = await operator.status();
  const appHosts = platform.hosts.filter(({ roles }) => roles.includes('app')).map(({ name }) => name);
  return { ...operator, lab, project, platform, appHosts };
}

/** Takes them down; where they did not come up, that was done then. */
export async function downThreeLedgers(three: Pick<ThreeLedgers, 'smartx' | 'project'> | undefined): Promise<void> {
  if (three === undefined) return;
  await three.smartx('down', '--yes');
  rmSync(three.project, { recursive: true, force: true });
}

/** Two cores run all machines: one worker each. The suite of the contract asks faster than one user may. */
function declarationOf(
  lab: string,
  machines: string,
  { fields, apps = '' }: { fields: string; apps?: string },
): string {
  return `import { definePlatform, django, flask, lab, node } from 'smartx';

export default definePlatform({
  domain: 'ledgers.example',
  apps: {
    www: node({ directory: 'www', migrate: 'node src/migrate.ts', workers: 1, contract: 'ledger' }),
    api: flask({
      directory: 'api',
      hostname: 'api',
      start: 'gunicorn',
      migrate: 'python3 -m ledger.migrate',
      packages: ['python3-cryptography', 'python3-sqlalchemy'],
      workers: 1,
      contract: 'ledger',
    }),
    bank: django({
      directory: 'bank',
      project: 'bank',
      hostname: 'bank',
      start: 'gunicorn',
      packages: ['python3-cryptography', 'python3-pymysql'],
      workers: 1,
      contract: 'ledger',
    }),
    ${apps}
  },
  loadBalancer: { rateLimit: false },
  ${fields}
  environments: { '${lab}': lab({ ${machines} }) },
});
`;
}
