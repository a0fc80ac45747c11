import { join } from 'node:path';
import { must, operatorOf, run, type StatusDocument } from '../cli.ts';

export const lab = 'test-a';
export const launcher = join(import.meta.dirname, '../../../smartx');
export const configFile = join(import.meta.dirname, 'smartx.config.ts');
export const { smartx, onHost, status, asClient } = operatorOf('ten-machines', lab);

/** The lab as it was when `lookAround` was last called. */
export let platform: StatusDocument;

export async function lookAround(): Promise<void> {
  platform = await status();
}

export function hostNamed(name: string): StatusDocument['hosts'][number] {
  return platform.hosts.find((candidate) => candidate.name === name)!;
}

/** Options that lead curl(1) to the site. */
export function resolve(name = 'www.foobar.com'): readonly string[] {
  return ['--resolve', `${name}:443:${platform.virtualAddress}`];
}

/** Asks the site from this machine. */
export function curl(path: string, ...options: readonly string[]) {
  const asked = ['-sS', '--max-time', '10', '--cacert', platform.caFile, ...resolve(), ...options];
  return run('curl', [...asked, `https://www.foobar.com${path}`]);
}

/** One value, asked on the given member. */
export async function sql(member: string, query: string): Promise<string> {
  return (await must(onHost(member, `mysql -NBe "${query}"`))).stdout.trim();
}

/** Which start of each service it is, on every host. */
export function invocations(): Promise<readonly string[]> {
  const asked = platform.hosts.map(async ({ name, services }) => {
    const units = services.map((service) => service.name).join(' ');
    return (await must(onHost(name, `systemctl show -P InvocationID -P ActiveEnterTimestampMonotonic ${units}`)))
      .stdout;
  });
  return Promise.all(asked);
}
