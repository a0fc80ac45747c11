import type { FaultHandler } from '../fault-handler.ts';
import { runScript } from '../reach.ts';

/**
 * SIGKILL ends the main process, and whether systemd starts it again is part of what a drill finds out: healing does not
 * help it. SIGSTOP stops all processes of the unit, since a stopped parent whose children go on answers as before.
 */
export const processSignalled: FaultHandler<'processSignalled'> = {
  describe: ({ host, unit, signal }) => `${unit} on ${host} ${signal === 'KILL' ? 'is killed' : 'hangs (SIGSTOP)'}`,
  inject: async ({ host, unit, signal }, reach) => {
    const whom = signal === 'KILL' ? 'main' : 'all';
    await runScript(reach, {
      host,
      step: `send SIG${signal} to ${unit}`,
      // The unit must run, or nothing would be broken by it (systemctl(1): kill says nothing about that).
      script: 'systemctl is-active --quiet -- "$1" && exec systemctl kill --kill-whom="$2" --signal="$3" -- "$1"\n',
      args: [unit, whom, signal],
    });
  },
  heal: async ({ host, unit, signal }, reach) => {
    if (signal === 'KILL') return;
    await runScript(reach, {
      host,
      step: `continue ${unit}`,
      script: 'exec systemctl kill --kill-whom=all --signal=CONT -- "$1"\n',
      args: [unit],
    });
  },
  remains: async ({ host, unit }, reach) => {
    const said = await runScript(reach, { host, step: `look at ${unit}`, script: lookScript, args: [unit] });
    return said.trim() === '' ? undefined : `${unit} on ${host} ${said.trim()}`;
  },
};

/** Says what is wrong with a unit's processes. In proc_pid_stat(5), T after the name in parentheses is "stopped". */
const lookScript = `
state=$(systemctl show --property=ActiveState --value -- "$1")
[ "$state" = active ] || { echo "is $state"; exit 0; }
group=$(systemctl show --property=ControlGroup --value -- "$1")
find "/sys/fs/cgroup$group" -name cgroup.procs -exec cat {} + | while read -r pid; do
  case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in
    T*) echo "has a stopped process"; break ;;
  esac
done
`;
