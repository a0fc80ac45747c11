import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '../problems/failure.ts';
import { run } from '../process/run.ts';
import { type AptSource, chooseMirrors, parseDeb822Sources, parseOneLineSources } from './apt-sources.ts';
import type { BuildSettings } from './image-build.ts';

/** A runtime that this checkout brings along as an npm package. */
export interface Runtime {
  version: string;
  binary: string;
}

/** What this machine's own apt is configured with: builds use the same mirror, proxies and validity rules. */
export async function readBuildSettings(runtimes: ReadonlyMap<string, Runtime>): Promise<BuildSettings> {
  const dump = await run(['apt-config', 'dump', '--format', '%F "%v";%n']).catch(() => undefined);
  return {
    mirrors: chooseMirrors(await readAptSources()),
    aptOptions: chooseAptOptions(dump?.stdout ?? ''),
    runtimeBinaries: new Map([...runtimes].map(([name, { binary }]) => [name, binary])),
  };
}

/** Of `apt-config dump`, what concerns the way to the mirror. */
export function chooseAptOptions(dump: string): string {
  const wanted = /^Acquire::(?:https?::Proxy(?:::\S+)?|Check-Valid-Until|Check-Date|ForceIPv4|ForceIPv6) "[^"]+";$/;
  return dump
    .split('\n')
    .filter((line) => wanted.test(line))
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

/** Finds each runtime (`node-24`) among this checkout's packages. */
export async function readRuntimes(names: ReadonlySet<string>): Promise<Map<string, Runtime>> {
  const found = new Map<string, Runtime>();
  for (const name of [...names].sort()) found.set(name, await readRuntime(name));
  return found;
}

async function readRuntime(name: string): Promise<Runtime> {
  const packageName = `node-linux-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
    if (name === `node-${version.split('.')[0]}`) return { version, binary: join(dirname(manifest), 'bin/node') };
    throw new Error(`the package ${packageName} is version ${version}`);
  } catch (error) {
    throw new Failure(
      {
        step: `find the runtime ${name}`,
        reason: (error as Error).message.split('\n')[0] ?? '',
        changed: 'Nothing was changed.',
        next: `install the npm package ${packageName} in the version that ${name} asks for (npm ci), then run this again.`,
      },
      { cause: error },
    );
  }
}

async function readAptSources(): Promise<AptSource[]> {
  const directory = '/etc/apt/sources.list.d';
  const names = (await readdir(directory).catch(() => [])).sort();
  const sources = parseOneLineSources(await readFile('/etc/apt/sources.list', 'utf8').catch(() => ''));
  for (const name of names) {
    const text = await readFile(join(directory, name), 'utf8').catch(() => '');
    if (name.endsWith('.list')) sources.push(...parseOneLineSources(text));
    if (name.endsWith('.sources')) sources.push(...parseDeb822Sources(text));
  }
  return sources;
}
