import type { HostManifest } from '../services/manifest.ts';
import { appliedLines } from './applied.ts';
import { checksFor, renderActions } from './apply-actions.ts';
import {
  applyExitCodes,
  BUILD_LIMIT_SECONDS,
  CHECK_LIMIT_SECONDS,
  CONFIRM_LIMIT_SECONDS,
  LOCK_LIMIT_SECONDS,
  RELEASES_KEPT,
  UNIT_LIMIT_SECONDS,
} from './apply-limits.ts';
import { managedLines } from './diff.ts';
import { guardsAccess, needsConfirmation } from './guards-access.ts';
import { hostLayout } from './host-layout.ts';
import type { HostPlan, Sha256, Step } from './plan.ts';
import { shellFunction, shellWord, shellWords } from './shell-words.ts';

export interface ApplyRun {
  /** Id of the run; names the stage, so plain letters, digits and dashes. */
  readonly id: string;
  /** Who applies, for the lock and the audit log: `root@machine`. */
  readonly who: string;
  /** Before every path; empty but in tests. */
  readonly root: string;
  /** How long to wait for another run on the host; LOCK_LIMIT_SECONDS but in tests. */
  readonly lockLimitSeconds?: number;
}

/** Files beside the archives that the script reads from its stage: name -> content. */
export function renderApplyLists(manifest: HostManifest, plan: HostPlan, sha256: Sha256): Record<string, string> {
  const paths = (action: string) =>
    plan.steps.flatMap((step) => (step.kind === 'file' && step.action === action ? [step.path] : []));
  const list = (values: readonly string[]) => values.map((path) => `${path.slice(1)}\n`).join('');
  return {
    'created.list': list(paths('create')),
    'changed.list': list(paths('change')),
    'removed.list': list(paths('remove')),
    'directories.list': list(plan.steps.flatMap((step) => (step.kind === 'directory' ? [step.path] : []))),
    'guarded.list': list(plan.steps.flatMap((step) => (step.kind === 'file' && guardsAccess(step) ? [step.path] : []))),
    // Accounts live in /etc: the rehearsal needs a private view of it.
    'accounts.list': plan.steps.some((step) => step.kind === 'user') ? 'etc/passwd\n' : '',
    managed: textOf(managedLines(manifest)),
    applied: textOf(appliedLines(manifest, sha256)),
  };
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** The script that carries out one host's plan; `program` is its constant part. */
export function renderApplyScript(manifest: HostManifest, plan: HostPlan, run: ApplyRun, program: string): string {
  return [
    '#!/bin/sh',
    ...renderSettings(manifest, plan, run),
    ...renderContents(manifest, plan),
    ...renderActions(manifest, plan),
    '',
    program,
  ].join('\n');
}

function renderSettings(manifest: HostManifest, plan: HostPlan, run: ApplyRun): string[] {
  if (!/^[\w-]{1,64}$/.test(run.id)) throw new Error(`not a run id: ${run.id}`);
  const at = (path: string) => shellWord(`${run.root}${path}`);
  const numbers = (pick: (step: Step) => boolean) => plan.steps.flatMap((step, index) => (pick(step) ? [index] : []));
  return [
    `# ${plan.host}, run ${run.id}`,
    'export LC_ALL=C',
    ...(run.root === '' ? ['export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] : []),
    `root=${shellWord(run.root)} run=${run.id} who=${shellWord(run.who)} based_on=${shellWord(plan.basedOn)}`,
    `stage=${at(`${hostLayout.stages}/${run.id}`)}`,
    `lock_file=${at(hostLayout.lock)} audit_file=${at(hostLayout.audit)}`,
    `managed_file=${at(hostLayout.managed)} applied_file=${at(hostLayout.applied)} last_run_file=${at(hostLayout.lastRun)}`,
    `unfinished_file=${at(hostLayout.unfinished)} invocations=${at(hostLayout.invocations)} originals=${at(hostLayout.originals)}`,
    `unconfirmed=${at(hostLayout.unconfirmed)} lock_limit=${run.lockLimitSeconds ?? LOCK_LIMIT_SECONDS}`,
    `loaded_services=${at(hostLayout.loadedServices)} loaded_oneshots=${at(hostLayout.loadedOneshots)}`,
    `build_limit=${BUILD_LIMIT_SECONDS} check_limit=${CHECK_LIMIT_SECONDS} unit_limit=${UNIT_LIMIT_SECONDS} confirm_limit=${CONFIRM_LIMIT_SECONDS}`,
    `releases_kept=${RELEASES_KEPT} step_count=${plan.steps.length}`,
    `exit_refused=${applyExitCodes.refused} exit_put_back=${applyExitCodes.putBack} exit_half_way=${applyExitCodes.halfWay}`,
    `exit_locked=${applyExitCodes.locked} exit_changed=${applyExitCodes.changed}`,
    `file_steps='${numbers((step) => step.kind === 'file').join(' ')}'`,
    `reload_step='${numbers((step) => step.kind === 'daemonReload').join(' ')}'`,
    `record_step='${numbers((step) => step.kind === 'record').join(' ')}'`,
    `has_checks=${checksFor(manifest, plan).length > 0 ? 1 : ''}`,
    `confirms=${needsConfirmation(plan) ? 1 : ''}`,
    // A name made of letters and dots only needs no quoting where the lists are split into words again.
    `touched_services='${plan.loads.flatMap((load) => (load.kind === 'service' ? [unitWord(load.unit)] : [])).join(' ')}'`,
    `ran_oneshots='${plan.loads.flatMap((load) => (load.kind === 'oneshot' ? [unitWord(load.unit)] : [])).join(' ')}'`,
    `retired_units='${plan.steps.flatMap((step) => (step.kind === 'unit' && step.action === 'retire' ? [unitWord(step.unit)] : [])).join(' ')}'`,
    shellFunction(
      'prune',
      manifest.releases.map((release) => `prune_releases ${shellWord(release.root)}`),
    ),
  ];
}

function unitWord(unit: string): string {
  if (!/^[\w@.:-]+$/.test(unit)) throw new Error(`not a plain unit name: ${unit}`);
  return unit;
}

function renderContents(manifest: HostManifest, plan: HostPlan): string[] {
  const users: string[] = [];
  const created: string[] = [];
  const directories: string[] = [];
  const attributes: string[] = [];
  const unpacks: string[] = [];
  const links: string[] = [];
  const linksBack: string[] = [];
  plan.steps.forEach((step, index) => {
    if (step.kind === 'user') {
      const joins = step.joinGroups.map((group) => `join_group ${shellWords([step.name, group])}`);
      const add = step.create ? [`add_user ${shellWord(step.name)}`] : [];
      users.push(`steps start ${index}`, ...add, ...joins, `steps ok ${index}`);
      if (step.create) created.push(`userdel ${shellWord(step.name)} >/dev/null 2>&1`);
    } else if (step.kind === 'directory') {
      const declared = manifest.directories.find((one) => one.path === step.path);
      if (declared === undefined) throw new Error(`a step about a directory that is not declared: ${step.path}`);
      directories.push(`add_directory ${index} ${directoryWords(step.path, declared)}`);
      if (step.before) attributes.push(`install -d ${installOptions(step.before)} "$root"${shellWord(step.path)}`);
    } else if (step.kind === 'release') {
      const { root = '', keep = [], build } = manifest.releases.find((one) => one.name === step.name) ?? {};
      const building = build === undefined ? [] : [build.path.join(':'), ...build.argv];
      if (step.action === 'unpack') {
        unpacks.push(`unpack_release ${index} ${shellWords([step.name, root, step.id, keep.join(' '), ...building])}`);
      } else {
        links.push(
          `steps start ${index}`,
          `link_release ${shellWords([root, `releases/${step.id}`])}`,
          `steps ok ${index}`,
        );
        linksBack.push(
          step.before === undefined
            ? `rm -f "$root"${shellWord(`${root}/current`)}`
            : `link_release ${shellWords([root, step.before])}`,
        );
      }
    }
  });
  return [
    shellFunction('make_users', users),
    // A user that exists already cannot have been made by this run: the plan would not say so.
    shellFunction(
      'forget_accounts',
      created.map((command) => `[ ! -f "$stage/users-made" ] || ${command}`),
    ),
    shellFunction('make_directories', directories),
    shellFunction('put_directories_back', attributes),
    shellFunction('unpack_releases', unpacks),
    shellFunction('link_releases', links),
    shellFunction('put_links_back', linksBack),
  ];
}

interface Attributes {
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

function directoryWords(path: string, attributes: Attributes): string {
  return shellWords([attributes.mode.toString(8).padStart(4, '0'), attributes.owner, attributes.group, path]);
}

function installOptions(attributes: Attributes): string {
  return `-m ${attributes.mode.toString(8)} -o ${shellWord(attributes.owner)} -g ${shellWord(attributes.group)}`;
}
