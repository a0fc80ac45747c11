import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrFail } from '../../process/run-or-fail.ts';
import { dashboardRelease } from '../../services/dashboard-files.ts';
import { keepRelease, type PackedRelease, type PackRequest, readPackedId } from '../pack-release.ts';
import { hashTree, listEverything, listSources } from '../source-tree.ts';

const root = join(import.meta.dirname, '../../..');
/** What the page is made from; it imports nothing else of ours. */
const sources = [join(root, 'dashboard'), join(root, 'src/overview')];
const files = ['package-lock.json', 'src/platform/thresholds.ts'].map((path) => join(root, path));
/** A second or two on a laptop; longer than this it hangs. */
const BUILD_TIMEOUT_MS = 120_000;

type DashboardRequest = Pick<PackRequest, 'cacheDirectory' | 'signal' | 'onBuild'>;

/** The page as it is sent to monitoring hosts, built once for each state of its sources. @throws Failure */
export async function ensureDashboard(request: DashboardRequest): Promise<PackedRelease> {
  const { cacheDirectory } = request;
  const place = await placeOf(cacheDirectory);
  return keepRelease({ name: dashboardRelease.name, cacheDirectory, place }, async (workplace) => {
    const directory = join(workplace, 'tree');
    await build(request, directory);
    return { directory, entries: await listEverything(directory) };
  });
}

/** Id of the page that was built from these very sources; undefined when that never was. Builds nothing. */
export async function findDashboardId(cacheDirectory: string): Promise<string | undefined> {
  return readPackedId(await placeOf(cacheDirectory));
}

async function placeOf(cacheDirectory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  for (const directory of sources) hash.update(await hashTree(directory, await listSources(directory)));
  return join(cacheDirectory, `${dashboardRelease.name}-${hash.digest('hex').slice(0, 16)}`);
}

async function build({ signal, onBuild }: DashboardRequest, directory: string): Promise<void> {
  onBuild?.('the page of the dashboard');
  await runOrFail(
    [
      ...[process.execPath, join(root, 'node_modules/vite/bin/vite.js'), 'build'],
      // Without it Vite writes the configuration beside itself before it reads it.
      ...['--config', join(root, 'dashboard/vite.config.ts'), '--configLoader', 'native'],
      ...['--outDir', directory, '--emptyOutDir', '--logLevel', 'warn'],
    ],
    {
      step: 'build the page of the dashboard',
      changed: 'No host was changed.',
      next: 'npm ci brings the packages that it needs; then run the same smartx command again.',
    },
    {
      cwd: root,
      timeoutMs: BUILD_TIMEOUT_MS,
      signal,
      ...(onBuild === undefined ? {} : { onLine: onBuild }),
    },
  );
}
