import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { readApplyProgram } from '../../src/operations/apply-program.ts';
import { sha256 } from '../../src/operations/sha256.ts';
import { stageArchive } from '../../src/operations/stage-archive.ts';
import { renderApplyLists, renderApplyScript } from '../../src/plan/apply-script.ts';
import { hostLayout } from '../../src/plan/host-layout.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import type { HostManifest } from '../../src/services/manifest.ts';

/**
 * Writes down how it is called and which configuration it finds then, remembers which units it started, and fails where
 * FAIL says so, and the first time where FAIL_ONCE does. A unit that does not restart is down.
 */
const systemctl = `#!/bin/sh
printf '%s\\n' "$*" >>"$STATE/calls"
printf '%s: %s\\n' "$*" "$(cat "$ROOT/etc/nginx/nginx.conf" 2>/dev/null)" >>"$STATE/found"
verb=$1 last=
for last; do :; done
drop() { grep -vx "$last" "$STATE/active" >"$STATE/active.new"; mv "$STATE/active.new" "$STATE/active"; }
refuse() { [ "$verb" != restart ] || drop; exit 1; }
eval "case \\"\\$*\\" in $FAIL) refuse ;; esac"
eval "case \\"\\$*\\" in $FAIL_ONCE) [ -e '$STATE/failed' ] || { : >'$STATE/failed'; refuse; } ;; esac"
case $verb in
  is-active) grep -qx "$last" "$STATE/active" ;;
  start | restart) shift; printf '%s\\n' "$@" >>"$STATE/active" ;;
  stop) drop ;;
esac
exit $?
`;

/** Carries out what a transient unit would, in the directory that systemd would have made for it. */
const systemdRun = `#!/bin/sh
while [ "\${1#--}" != "$1" ]; do shift; done
mkdir -p "$ROOT/var/lib/private/smartx-build" && cd "$ROOT/var/lib/private/smartx-build" && exec "$@"
`;

export const canActAsRoot = process.getuid?.() === 0;

/** A directory that stands for a host's root, and the real apply script working on it with a systemctl of ours. */
export class ScratchHost {
  readonly root = mkdtempSync(join(tmpdir(), 'smartx-host-'));
  readonly #state = mkdtempSync(join(tmpdir(), 'smartx-state-'));
  #runs = 0;

  constructor() {
    for (const directory of ['etc/nginx', 'etc/systemd/system', 'srv', 'var/lib', 'run/systemd/units']) {
      mkdirSync(join(this.root, directory), { recursive: true });
    }
    writeFileSync(join(this.#state, 'active'), '');
    const program = join(this.#state, 'systemctl');
    writeFileSync(program, systemctl);
    chmodSync(program, 0o755);
    writeFileSync(join(this.#state, 'systemd-run'), systemdRun, { mode: 0o755 });
    for (const name of ['journalctl', 'useradd', 'usermod', 'userdel']) {
      writeFileSync(join(this.#state, name), '#!/bin/sh\n', { mode: 0o755 });
    }
  }

  write(path: string, content: string): void {
    mkdirSync(join(this.root, path, '..'), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Every call of systemctl. */
  calls(): string[] {
    return this.#log('calls');
  }

  /** nginx.conf as it was at each call of systemctl with these words. */
  foundAt(call: string): string[] {
    return this.#log('found').flatMap((line) => (line.startsWith(`${call}: `) ? [line.slice(call.length + 2)] : []));
  }

  #log(name: string): string[] {
    const file = join(this.#state, name);
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  /** Everything that is there but logs and Smartx's own directories: path, mode, target or content. */
  tree(): string[] {
    return readdirSync(this.root, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/^(var\/(log|lib\/smartx)|run\/smartx)/.test(path) && path !== 'var/log')
      .map((path) => {
        const stat = lstatSync(join(this.root, path));
        const what = stat.isSymbolicLink() ? readlinkSync(join(this.root, path)) : stat.isFile() ? this.read(path) : '';
        return `${path} ${(stat.mode & 0o7777).toString(8)} ${what}`;
      })
      .sort();
  }

  async apply(
    manifest: HostManifest,
    plan: HostPlan,
    options: {
      /** Pattern of the calls of systemctl that fail, as in the shell's case. */
      readonly fail?: string;
      /** The same, but only the first such call fails. */
      readonly failOnce?: string;
      /** Nobody reads what the script says. */
      readonly deaf?: boolean;
      readonly before?: (stage: string) => void;
      readonly lockLimitSeconds?: number;
    } = {},
  ) {
    this.#runs += 1;
    const id = `run-${this.#runs}`;
    const stage = join(this.root, hostLayout.stages, id);
    mkdirSync(stage, { recursive: true });
    const program = await readApplyProgram();
    const run = { id, who: 'a test', root: this.root, lockLimitSeconds: options.lockLimitSeconds ?? 1 };
    const script = renderApplyScript(manifest, plan, run, program);
    const lists = renderApplyLists(manifest, plan, sha256);
    const chunks: Uint8Array[] = [];
    const releaseFiles = new Map([['app', await this.#release()]]);
    for await (const chunk of stageArchive({ manifest, plan, lists, script, releaseFiles })) chunks.push(chunk);
    const unpacked = spawnSync('tar', ['-C', stage, '-xf', '-'], { input: Buffer.concat(chunks) });
    if (unpacked.status !== 0) throw new Error(String(unpacked.stderr));
    options.before?.(stage);
    const env = {
      PATH: `${this.#state}:${process.env.PATH}`,
      STATE: this.#state,
      ROOT: this.root,
      FAIL: options.fail ?? 'nothing',
      FAIL_ONCE: options.failOnce ?? 'nothing',
    };
    const argv = [join(stage, 'apply.sh')];
    const result = options.deaf
      ? // A FIFO whose reader ends at once is what a lost connection looks like to the writer.
        spawnSync('bash', ['-c', 'sh "$1" > >(exec true)', 'bash', ...argv], { env, encoding: 'utf8' })
      : spawnSync('sh', argv, { env, encoding: 'utf8' });
    return { exitCode: result.status, lines: result.stdout.trimEnd().split('\n'), stderr: result.stderr };
  }

  async #release(): Promise<string> {
    const archive = pack();
    archive.entry({ name: 'main.js' }, 'the application');
    archive.finalize();
    const chunks: Uint8Array[] = [];
    for await (const chunk of archive) chunks.push(chunk as Uint8Array);
    const path = join(this.#state, 'app.tar.gz');
    writeFileSync(path, gzipSync(Buffer.concat(chunks)));
    return path;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
    rmSync(this.#state, { recursive: true });
  }
}
