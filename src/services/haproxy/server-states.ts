/*
 * What a load balancer is told at run time of its web servers, over its admin socket (HAProxy management guide, section
 * 9.3). A server stands in two lists: the one that asks whether it is ready, and the one that asks whether it is alive.
 * Where bodies are passed on as they come, it stands in a third one, which does as the first (`track`).
 */

const admin = 'socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock';

/**
 * A script that sets a web server aside in these backends (`drain`: what is under way is finished, nothing new begins) or
 * gives it back.
 * HAProxy says nothing when it has done it, and what is wrong otherwise; its exit code tells nothing.
 */
export function setStateScript(server: string, state: 'drain' | 'ready', backends: readonly string[]): string {
  const commands = backends.map((backend) => `set server ${backend}/${server} state ${state}`).join('; ');
  return `said=$(echo '${commands}' | ${admin}) && said=$(echo "$said" | tr -d '[:space:]') && [ -z "$said" ] || { echo "$said" >&2; exit 1; }\n`;
}

export const serverStatesScript = `echo 'show servers state' | ${admin}\n`;

/**
 * Servers that an operator has set aside, as `backend/server`. In "show servers state" srv_admin_state is the seventh
 * column; 0 is a server that nobody has set aside.
 */
export function parseServersSetAside(text: string): string[] {
  const rows = text.split('\n').filter((line) => /^\d+ \S+ \d+ /.test(line));
  return rows.map((row) => row.split(' ')).flatMap((cells) => (cells[6] === '0' ? [] : [`${cells[1]}/${cells[3]}`]));
}

/** CSV of "show stat", for servers only (type 4). */
export const serverStatisticsScript = `echo 'show stat -1 4 -1' | ${admin}\n`;

/** Requests that are under way (`scur`), by `backend/server`. */
export function parseSessions(csv: string): ReadonlyMap<string, number> {
  return new Map(readServers(csv, 'scur').map(({ name, value }) => [name, Number(value)]));
}

/**
 * Names `backend/server` that are not up, sorted; undefined when no server is named at all, which says nothing about them.
 * A server is `UP`, also with checks that failed (`UP 1/3`), or else `DOWN`, `DRAIN`, `MAINT` or `NOLB`.
 */
export function parseServersDown(csv: string): string[] | undefined {
  const servers = readServers(csv, 'status');
  if (servers.length === 0) return undefined;
  return servers
    .filter(({ value }) => !value.startsWith('UP'))
    .map(({ name }) => name)
    .sort();
}

/** One column of the CSV for each server; the first line names the columns. */
function readServers(csv: string, column: string): readonly { readonly name: string; readonly value: string }[] {
  const [heading = '', ...rows] = csv.split('\n').filter((line) => line !== '');
  const columns = heading.replace(/^# /, '').split(',');
  const [proxy, server, wanted] = ['pxname', 'svname', column].map((name) => columns.indexOf(name));
  if (wanted === -1) return [];
  return rows
    .map((row) => row.split(','))
    .map((cells) => ({ name: `${cells[proxy!]}/${cells[server!]}`, value: cells[wanted!] ?? '' }));
}
