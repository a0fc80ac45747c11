import { publicFile, writtenBySmartx } from './file.ts';
import { exporterTlsFiles, hostTls } from './host-tls.ts';
import type { ManifestFile, ManifestUnit } from './manifest.ts';

/** The files and the unit of a Prometheus daemon as Debian packages them: arguments in /etc/default, one unit. */
interface ExporterParts {
  readonly files: readonly ManifestFile[];
  readonly unit: ManifestUnit;
}

interface Further {
  /** Files that are read at the start only. */
  readonly restart?: readonly string[];
  /** Files that are read at SIGHUP, too. */
  readonly reload?: readonly string[];
  /** It is asked from other hosts, which show their certificates. */
  readonly overTls?: boolean;
}

/**
 * An exporter (or Prometheus itself) started with these arguments.
 *
 * @param daemon name of the package, of its unit and of its file in /etc/default
 */
export function exporterParts(
  daemon: string,
  argv: readonly string[],
  { restart = [], reload = [], overTls = false }: Further = {},
): ExporterParts {
  const argumentsPath = `/etc/default/${daemon}`;
  const dropInPath = `/etc/systemd/system/${daemon}.service.d/smartx.conf`;
  return {
    files: [publicFile(argumentsPath, renderArguments(argv)), publicFile(dropInPath, renderDropIn(daemon, overTls))],
    unit: {
      name: `${daemon}.service`,
      kind: 'service',
      order: 90,
      restartOn: [argumentsPath, dropInPath, ...restart, ...(overTls ? exporterTlsFiles : [])].sort(),
      reloadOn: reload,
      restartDisruption: 'none',
    },
  };
}

/** systemd splits ARGS at white space (systemd.exec(5)), so that no argument may contain any. */
function renderArguments(argv: readonly string[]): string {
  return `# ${writtenBySmartx}\nARGS="${argv.join(' ')}"\n`;
}

/** Debian's units give up after five starts in ten seconds, which an address that comes up late is enough for. */
function renderDropIn(daemon: string, overTls: boolean): string {
  const start = `ExecStart=\nExecStart=${hostTls.startExporter} /usr/bin/${daemon} $ARGS\n`;
  return `# ${writtenBySmartx}
[Unit]
StartLimitIntervalSec=0

[Service]
${overTls ? start : ''}Restart=always
RestartSec=1
NoNewPrivileges=yes
ProtectHome=yes
ProtectSystem=full
`;
}
