import { writtenBySmartx } from '../file.ts';
import { renderHardening } from '../hardening.ts';
import type { AppService, AppTimer, Environment } from './model.ts';

/** systemd.exec(5), EnvironmentFile=: double quotes, within which backslash, quote, dollar and backtick are escaped. */
export function renderEnvironment(environment: Environment): string {
  const names = Object.keys(environment).sort();
  return names.map((name) => `${name}="${environment[name]!.replace(/[\\"$`]/g, '\\$&')}"\n`).join('');
}

/** app.service: the application, kept running. */
export function renderAppUnit(app: AppService): string {
  return `${header}
[Unit]
Description=${capitalized(app.title)}
Wants=network-online.target smartx-database-router.service
After=network-online.target smartx-database-router.service
StartLimitIntervalSec=0

[Service]
ExecStart=${renderCommand([app.paths.launcher, ...app.start])}
${environmentFiles(app.paths.environment, app)}
Environment=PATH=${app.path.join(':')}
Restart=always
RestartSec=1
KillSignal=${app.stopSignal}
TimeoutStopSec=${app.stopTimeoutSeconds}
LimitNOFILE=16384
${sandbox(app)}
[Install]
WantedBy=multi-user.target
`;
}

/** What app.service runs: the command, which becomes the unit's own process, told how many workers suit its host. */
export function renderLauncher(): string {
  return `#!/bin/sh
# ${writtenBySmartx}
# A worker for each core that the service may use (nproc(1)), unless the declaration says how many.
: "\${WEB_CONCURRENCY:=$(nproc)}"
export WEB_CONCURRENCY
exec "$@"
`;
}

/** app-migrate.service: changes the schema once per release, with its own account. Tried again until the database is there. */
export function renderMigrateUnit(migrate: readonly string[], app: AppService): string {
  return `${header}
[Unit]
Description=Migration of the ${app.title}'s schema
Wants=network-online.target smartx-database-router.service
After=network-online.target smartx-database-router.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${renderCommand(migrate)}
${environmentFiles(app.paths.migrateEnvironment, app)}
Environment=PATH=${app.path.join(':')}
Restart=on-failure
RestartSec=1
TimeoutStartSec=300
${sandbox(app)}`;
}

/** A job's service: one run. systemd starts no second one while the first is running. */
export function renderJobUnit(timer: AppTimer, app: AppService): string {
  return `${header}
[Unit]
Description=Job ${timer.name} of the ${app.title}
Wants=network-online.target smartx-database-router.service
After=network-online.target smartx-database-router.service

[Service]
Type=oneshot
ExecStart=${renderCommand(timer.command)}
${environmentFiles(app.paths.environment, app)}
Environment=PATH=${app.path.join(':')}
TimeoutStartSec=3600
${sandbox(app)}`;
}

/** A job's timer (systemd.timer(5)). A run that was missed while the host was down is made up for once. */
export function renderTimerUnit(timer: AppTimer, app: AppService): string {
  return `${header}
[Unit]
Description=Schedule of job ${timer.name} of the ${app.title}

[Timer]
${timer.calendars.map((calendar) => `OnCalendar=${calendar}`).join('\n')}
Persistent=yes
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
}

/** A command line of systemd.service(5): quoted, `%` and `$` doubled because both would be expanded. */
export function renderCommand(argv: readonly string[]): string {
  return argv.map(renderWord).join(' ');
}

function environmentFiles(file: string, { secrets, paths }: AppService): string {
  const files = secrets === undefined ? [file] : [file, paths.secrets];
  return files.map((path) => `EnvironmentFile=${path}`).join('\n');
}

const header = `# ${writtenBySmartx}`;

/**
 * What an application that listens on a port and talks to a database needs, and nothing else (systemd.exec(5)).
 * MemoryDenyWriteExecute= is not set because a just-in-time compiler, such as Node's, cannot live with it.
 */
function sandbox({ id, paths }: AppService): string {
  return `User=${id}
Group=${id}
WorkingDirectory=${paths.current}
StateDirectory=${id}
StateDirectoryMode=0700
${renderHardening({
  MemoryDenyWriteExecute: 'not set',
  RemoveIPC: 'yes',
  // To list a host's own addresses takes netlink(7): Node's os.networkInterfaces() throws without.
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_NETLINK AF_UNIX',
  // A call that an application tries and can do without must fail, not kill it.
  SystemCallErrorNumber: 'EPERM',
})}`;
}

function capitalized(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
}

function renderWord(word: string, index: number): string {
  // A leading @, -, :, +, ! or | of the first word would be taken as a prefix; absolute paths and plain names have none.
  const escaped = word.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/%/g, '%%').replace(/\n/g, '\\n');
  const dollars = index === 0 ? escaped : escaped.replace(/\$/g, () => '$$');
  return /^[\w./:=@,+-]+$/.test(dollars) && !dollars.startsWith(';') ? dollars : `"${dollars}"`;
}
