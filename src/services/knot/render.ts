import { writtenBySmartx } from '../file.ts';
import type { NameServer, Peer } from './model.ts';

/** knot.conf(5), complete. It holds the transfer key, so it is for root and knot only. */
export function renderKnotConf(server: NameServer): string {
  return `${[renderHead(server), renderTransfer(server), renderZones(server)].join('\n\n')}\n`;
}

const keyName = 'zone-transfer';

function renderHead(server: NameServer): string {
  return `# ${writtenBySmartx}
server:
    rundir: /run/knot
    user: knot:knot
    listen: ${list(server.listenAddresses.map((address) => `${address}@53`))}
    # What runs here is nobody's business: no answer to version.bind, hostname.bind and NSID.
    version: ""
    identity: ""
    nsid: ""

log:
  - target: stdout
    any: info

# Upper bounds of what may be mapped into memory; the defaults reserve many GiB of address space.
database:
    storage: /var/lib/knot
    journal-db-max-size: 256M
    timer-db-max-size: 16M
    kasp-db-max-size: 16M
    catalog-db-max-size: 16M

# Counters for the monitoring, kept in memory.
mod-stats:
  - id: default
    request-protocol: on
    response-code: on

# Answers are larger than questions: without a limit the server could be used to flood somebody else.
mod-rrl:
  - id: default
    rate-limit: 200
    slip: 2
    whitelist: ${list([server.trustedNetwork])}`;
}

function renderTransfer(server: NameServer): string {
  const peers = server.transfer.kind === 'primary' ? server.transfer.secondaries : [server.transfer.primary];
  if (peers.length === 0) return '# The only name server of the zone: nothing is transferred.';
  const action = server.transfer.kind === 'primary' ? 'transfer' : 'notify';
  return [
    'key:',
    `  - id: ${keyName}`,
    '    algorithm: hmac-sha256',
    `    secret: ${server.transferKey}`,
    '',
    'remote:',
    ...peers.map(renderRemote),
    '',
    'acl:',
    ...peers.map((peer) => renderAcl(peer, action)),
  ].join('\n');
}

function renderRemote(peer: Peer): string {
  return [
    `  - id: ${peer.name}`,
    `    address: ${peer.address}@53`,
    `    via: ${peer.via}`,
    `    key: ${keyName}`,
  ].join('\n');
}

function renderAcl(peer: Peer, action: 'transfer' | 'notify'): string {
  return [
    `  - id: ${action}-${peer.name}`,
    `    address: ${peer.address}`,
    `    key: ${keyName}`,
    `    action: ${action}`,
  ].join('\n');
}

function renderZones(server: NameServer): string {
  return [
    'template:',
    '  - id: default',
    '    storage: /var/lib/knot',
    '    # What is dropped is counted, too.',
    '    global-module: [mod-stats/default, mod-rrl/default]',
    '    semantic-checks: on',
    '    # Never write the zone file; what was transferred or counted up lives in the journal.',
    '    zonefile-sync: -1',
    '    journal-content: all',
    '    journal-max-usage: 64M',
    '',
    'zone:',
    `  - domain: ${server.zone}`,
    ...renderZoneSource(server),
  ].join('\n');
}

/**
 * The primary takes changes of the file and gives each a serial of its own, by the clock: the change after a rebuild
 * of the primary is still ahead of what the secondaries remember.
 */
function renderZoneSource({ transfer }: NameServer): readonly string[] {
  if (transfer.kind === 'secondary') {
    const { name } = transfer.primary;
    return [`    master: ${name}`, `    acl: notify-${name}`, '    zonefile-load: none'];
  }
  const names = transfer.secondaries.map((secondary) => secondary.name);
  return [
    `    file: ${transfer.zoneFile}`,
    '    zonefile-load: difference-no-serial',
    '    serial-policy: unixtime',
    ...(names.length === 0 ? [] : [`    notify: ${list(names)}`]),
    ...(names.length === 0 ? [] : [`    acl: ${list(names.map((name) => `transfer-${name}`))}`]),
  ];
}

function list(values: readonly string[]): string {
  return `[${values.join(', ')}]`;
}
