import { basename } from 'node:path';
import type { Command } from 'commander';
import { alertSecretKeys, monitoringPrefix } from '../../services/alert-secrets.ts';
import { secretKey } from '../../services/manifest.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Invocation, sameCommand } from '../invocation.ts';
import { type LoadedDeclaration, loadDeclaration } from '../load-declaration.ts';
import { UsageError } from '../report/report-thrown.ts';
import { withSecrets } from './reach-secrets.ts';
import { readValue } from './read-value.ts';

export function addSecretsSet(secrets: Command): void {
  secrets
    .command('set')
    .argument('<name>', 'environment variable of the application, as in its `secrets`; of several: APPLICATION:NAME')
    .summary('give a secret of the application its value')
    .description(
      'Keeps the value of a secret of the application: what comes on standard input, or what you type, which is not shown. It is never an argument, where every list of processes would show it. Hosts get it by the next apply (a lab: up), which restarts the application host by host.',
    )
    .addHelpText(
      'after',
      renderExamples([
        ['smartx secrets set MAIL_KEY --env production', 'asks for the value'],
        ['pass mail/key | smartx secrets set MAIL_KEY --env production', 'from a password manager'],
        ['smartx secrets set api:MAIL_KEY --env production', 'of the application api, where there are several'],
        ['smartx secrets set monitoring:ALERTS_URL --env production', 'by which alerts are sent'],
        ['sudo smartx secrets set MAIL_KEY', "the lab's, which outlives the lab"],
      ]),
    )
    .action(action(runSet));
}

async function runSet(invocation: Invocation, _options: object, [name = '']: readonly string[]): Promise<number> {
  const { out, err, json, environment } = invocation;
  const loaded = await loadDeclaration(invocation);
  await refuseName(invocation, loaded, name);
  const { setSecret } = await import('../../operations/secrets/change-secrets.ts');
  const file = await withSecrets(invocation, loaded, ['set', name], async (request) =>
    setSecret(request, name, await readValue(name, environment)),
  );
  if (json) {
    out.print(JSON.stringify({ environment, name, file }, null, 2));
    return exitCodes.ok;
  }
  const { platform } = loaded;
  const isOfMonitoring = name.startsWith(monitoringPrefix);
  const isDeclared =
    alertSecretKeys(platform).includes(name) ||
    platform.apps.some((app) => app.secrets.some((own) => secretKey(app, own) === name));
  const next = sameCommand(invocation, platform.provider === 'lab' ? 'up' : 'apply');
  out.print(`${out.paint(['bold', 'green'], '✓')} ${name} is kept in ${basename(file)}; commit that file.`);
  out.print(
    isDeclared
      ? `  ${next} brings it to the hosts.`
      : isOfMonitoring
        ? `  Alertmanager gets it when the declaration names it: alerts: { webhook: { url: '${name.slice(monitoringPrefix.length)}' } }`
        : `  The application gets it when the declaration names it: secrets: ['${name.replace(/^.*:/, '')}']`,
  );
  if (!isDeclared) err.print(`${err.paint('yellow', '!')} ${name} is not declared yet.`);
  return exitCodes.ok;
}

/** @throws UsageError */
async function refuseName(invocation: Invocation, { platform }: LoadedDeclaration, name: string): Promise<void> {
  const [{ variableFlaw }, { isGenerated }] = await Promise.all([
    import('../../declaration/app.ts'),
    import('../../operations/secrets/change-secrets.ts'),
  ]);
  if (isGenerated(platform, name)) {
    throw new UsageError(`Smartx makes ${name} itself.`, sameCommand(invocation, 'secrets', 'rotate', name));
  }
  const { of, variable } = partsOf(name);
  const { apps } = platform;
  const isOfMonitoring = name.startsWith(monitoringPrefix);
  if (!isOfMonitoring && !apps.some((app) => app.name === of)) {
    const names = apps.map((app) => secretKey(app, variable));
    throw new UsageError(
      of === undefined ? 'There are several applications.' : `There is no application '${of}'.`,
      names.map((one) => sameCommand(invocation, 'secrets', 'set', one)).join(', or '),
    );
  }
  const flaw = variableFlaw(variable);
  if (flaw !== undefined)
    throw new UsageError(
      flaw.reason.replace(/^./, (first) => first.toUpperCase()),
      flaw.fix,
    );
}

/** `api:MAIL_KEY`, or `MAIL_KEY` of the only application. */
function partsOf(name: string): { readonly of: string | undefined; readonly variable: string } {
  const [of = '', ...rest] = name.split(':');
  return rest.length === 0 ? { of: undefined, variable: name } : { of, variable: rest.join(':') };
}
