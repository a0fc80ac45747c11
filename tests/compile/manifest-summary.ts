import type { HostManifest } from '../../src/services/manifest.ts';

/** Everything of a host's manifest but the content of its files, a line for each thing. */
export function summarizeManifest(manifest: HostManifest): string {
  const lines = [
    ...manifest.packages.map((name) => `package ${name}`),
    ...manifest.runtimes.map((name) => `runtime ${name}`),
    ...manifest.dataDirectories.map((path) => `data ${path}`),
    ...manifest.users.map(({ name, groups }) => ['user', name, ...groups].join(' ')),
    ...manifest.directories.map(({ path, ...rest }) => `directory ${ownership(rest)} ${path}`),
    ...manifest.files.map(({ path, secret, ...rest }) => `file ${ownership(rest)} ${path}${secret ? ' (secret)' : ''}`),
    ...manifest.releases.flatMap(({ name, id, root, build }) => [
      `release ${name} ${id} in ${root}`,
      ...(build === undefined ? [] : [`  built by ${quoted(build.argv)} in PATH ${build.path.join(':')}`]),
    ]),
    ...manifest.units.flatMap((unit) => [
      `unit ${unit.order} ${unit.name}, ${unit.kind}, restart: ${unit.restartDisruption}`,
      ...unit.restartOn.map((path) => `  restarted for ${path}`),
      ...unit.reloadOn.map((path) => `  reloaded for ${path}`),
    ]),
    ...manifest.listens.map(
      ({ protocol, address, port, process }) =>
        `listens ${protocol} ${address} ${port}${process === undefined ? '' : ` ${process}`}`,
    ),
    ...manifest.checks.flatMap(({ name, argv, covers }) => [
      `check ${name}: ${quoted(argv)}`,
      ...covers.map((path) => `  of ${path}`),
    ]),
    ...manifest.probes.map(({ name, argv, timeoutMs }) => `probe ${name}, ${timeoutMs} ms: ${quoted(argv)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function ownership({ mode, owner, group }: { mode: number; owner: string; group: string }): string {
  return `${mode.toString(8).padStart(4, '0')} ${owner}:${group}`;
}

function quoted(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w./:=@,+%-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}
