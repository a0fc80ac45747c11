import { publicFile, writtenBySmartx } from './file.ts';
import type { ManifestFile, ManifestUnit } from './manifest.ts';

/** The files and the unit of a Prometheus daemon as Debian packages them: arguments in /etc/default, one unit. */
interface ExporterParts {
  readonly files: readonly ManifestFile[];
  readonly unit: ManifestUnit;
}

/**
 * An exporter (or Prometheus itself) started with these arguments.
 *
 * @param daemon name of the package, of its unit and of its file in /etc/default
 * @param reads further files: those of `restart` are read at the start only, those of `reload` also at SIGHUP
 */
export function exporterParts(
  daemon: string,
  argv: readonly string[],
  reads: { readonly restart?: readonly string[]; readonly reload?: readonly string[] } = {},
): ExporterParts {
  const argumentsPath = `/etc/default/${daemon}`;
  const dropInPath = `/etc/systemd/system/${daemon}.service.d/smartx.conf`;
  return {
    files: [publicFile(argumentsPath, renderArguments(argv)), publicFile(dropInPath, keepRunning)],
    unit: {
      name: `${daemon}.service`,
      kind: 'service',
      order: 90,
      restartOn: [argumentsPath, dropInPath, ...(reads.restart ?? [])].sort(),
      reloadOn: reads.reload ?? [],
      restartDisruption: 'none',
    },
  };
}

/** systemd splits ARGS at white space (systemd.exec(5)), so that no argument may contain any. */
function renderArguments(argv: readonly string[]): string {
  return `# ${writtenBySmartx}\nARGS="${argv.join(' ')}"\n`;
}

/** Debian's units give up after five starts in ten seconds, which an address that comes up late is enough for. */
const keepRunning = `# ${writtenBySmartx}
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=1
NoNewPrivileges=yes
ProtectHome=yes
ProtectSystem=full
`;
