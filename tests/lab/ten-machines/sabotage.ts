/** One way to break one promise on purpose, and to mend it again, on one host. Both are shell scripts for root. */
export interface Sabotage {
  /** Id of the promise that must be found broken. */
  readonly breaks: string;
  readonly host: string;
  readonly harm: string;
  readonly mend: string;
}

/** Promises that nothing in this lab can break, because here they are not checked; their judges have tests of their own. */
export const uncheckedHere: Readonly<Record<string, string>> = {
  'host.clock-synchronised': 'a container cannot set its clock',
};

/** For every other promise of the default platform at least one harm. Roles stand where they are after a fresh start. */
export function sabotages(virtualAddress: string): readonly Sabotage[] {
  return [...dns, ...loadBalancer(virtualAddress), ...firewall, ...web, ...app, ...database, ...monitoring, ...host];
}

/** Changes a file by sed, for certain: a pattern that matches nothing ends the script. */
function edited(breaks: string, host: string, file: string, expression: string, load: string): Sabotage {
  return {
    breaks,
    host,
    harm: `cp -a ${file} /root/kept && sed -i -E '${expression}' ${file} && ! cmp -s ${file} /root/kept && ${load}`,
    mend: `mv /root/kept ${file} && ${load}`,
  };
}

/** Only the secondary's copy of the zone. */
function zoneChanged(breaks: string, ...change: readonly string[]): Sabotage {
  return {
    breaks,
    host: 'ns-2',
    harm: ['zone-begin foobar.com', ...change, 'zone-commit foobar.com'].map((line) => `knotc ${line}`).join(' && '),
    mend: 'knotc -f -b zone-purge foobar.com && knotc -b zone-retransfer foobar.com',
  };
}

const knotFile = '/etc/knot/knot.conf';
const loadKnot = 'systemctl reload knot';

const dns: readonly Sabotage[] = [
  { breaks: 'dns.authoritative', host: 'ns-2', harm: 'systemctl stop knot', mend: 'systemctl start knot' },
  zoneChanged('dns.records-as-declared', 'zone-unset foobar.com www', 'zone-set foobar.com www 300 A 10.9.9.9'),
  zoneChanged('dns.same-serial', 'zone-set foobar.com stray 300 A 10.9.9.9'),
  zoneChanged('dns.nothing-undeclared', 'zone-set foobar.com stray 300 A 10.9.9.9'),
  zoneChanged('dns.unknown-name', "zone-set foobar.com '*' 300 A 10.9.9.9"),
  {
    breaks: 'dns.records-over-tcp',
    host: 'ns-2',
    harm: 'nft insert rule inet smartx input tcp dport 53 drop',
    mend: 'systemctl reload smartx-firewall',
  },
  edited('dns.software-hidden', 'ns-2', knotFile, 's/^ *version: ""$/    version: "a name server"/', loadKnot),
  edited(
    'dns.transfer-refused',
    'ns-1',
    knotFile,
    's/^acl:$/acl:\\n  - id: anybody\\n    action: transfer/; s/acl: \\[transfer-ns-2\\]/acl: [transfer-ns-2, anybody]/',
    loadKnot,
  ),
  {
    breaks: 'dns.recursion-refused',
    host: 'ns-1',
    harm: [
      `printf '%s\\n' 'example.net. 300 SOA ns.example.net. hostmaster.example.net. 1 300 300 300 300' 'example.net. 300 NS ns.example.net.' 'ns.example.net. 300 A 10.9.9.9' 'www.example.net. 300 A 10.9.9.9' >/run/knot/example.zone`,
      `cp -a ${knotFile} /root/kept`,
      `printf '%s\\n' '  - domain: example.net' '    file: /run/knot/example.zone' '    zonefile-load: whole' >>${knotFile}`,
      loadKnot,
    ].join(' && '),
    mend: `mv /root/kept ${knotFile} && ${loadKnot} && rm -f /run/knot/example.zone`,
  },
];

const haproxyFile = '/etc/haproxy/haproxy.cfg';
const loadHaproxy = 'systemctl reload haproxy';
const siteFile = '/etc/haproxy/site.pem';

/** Whatever a user meets at the active load balancer must be wrong on both: which one is active is not known here. */
function onBoth(one: (host: string) => Sabotage): Sabotage[] {
  return ['lb-1', 'lb-2'].map(one);
}

function configured(breaks: string, expression: string): Sabotage[] {
  return onBoth((host) => edited(breaks, host, haproxyFile, expression, loadHaproxy));
}

/** Another certificate for the right name, signed by nobody, for two days. */
function certificateSwapped(breaks: string): Sabotage[] {
  return onBoth((host) => ({
    breaks,
    host,
    harm: [
      `cp -a ${siteFile} /root/kept`,
      'openssl req -x509 -newkey rsa:2048 -nodes -keyout /root/key -out /root/crt -days 2 -subj /CN=www.foobar.com -addext subjectAltName=DNS:www.foobar.com,DNS:foobar.com 2>/dev/null',
      `cat /root/crt /root/key >${siteFile}`,
      loadHaproxy,
    ].join(' && '),
    mend: `mv /root/kept ${siteFile} && rm -f /root/key /root/crt && ${loadHaproxy}`,
  }));
}

function loadBalancer(virtualAddress: string): readonly Sabotage[] {
  return [
    ...onBoth((host) => ({
      breaks: 'loadBalancer.address-on-one',
      host,
      harm: `ip address add ${virtualAddress}/32 dev lo`,
      mend: `ip address del ${virtualAddress}/32 dev lo`,
    })),
    ...configured('loadBalancer.client-address', 's/^( *http-request set-header X-Forwarded-For) .*/\\1 192.0.2.9/'),
    {
      breaks: 'loadBalancer.each-answers',
      host: 'lb-2',
      harm: 'systemctl stop haproxy',
      mend: 'systemctl start haproxy',
    },
    ...configured('loadBalancer.hsts', '/Strict-Transport-Security/d'),
    ...configured('loadBalancer.http-redirects', 's/%\\[pathq\\] code 301/ code 302/'),
    ...configured('loadBalancer.http2', 's/alpn h2,http/alpn http/'),
    ...configured('loadBalancer.wrong-host-refused', '/return status 421/d'),
    ...configured(
      'loadBalancer.tls-versions',
      's/ssl-min-ver TLSv1.2 no-tls-tickets$/ssl-min-ver TLSv1.3 no-tls-tickets/',
    ),
    ...onBoth((host) => ({
      breaks: 'loadBalancer.requests-spread',
      host,
      harm: 'echo "set server web/web-1 state drain" | socat - /run/haproxy/admin.sock',
      mend: 'echo "set server web/web-1 state ready" | socat - /run/haproxy/admin.sock',
    })),
    {
      breaks: 'loadBalancer.servers-ready',
      host: 'lb-2',
      harm: 'echo "set server web/web-2 state drain" | socat - /run/haproxy/admin.sock',
      mend: 'echo "set server web/web-2 state ready" | socat - /run/haproxy/admin.sock',
    },
    ...certificateSwapped('loadBalancer.tls-certificate'),
    ...certificateSwapped('loadBalancer.tls-days-left'),
  ];
}

const loadFirewall = 'systemctl reload smartx-firewall';

const firewall: readonly Sabotage[] = [
  {
    breaks: 'firewall.flows-open',
    host: 'db-3',
    harm: 'nft insert rule inet smartx input tcp dport 9104 drop',
    mend: loadFirewall,
  },
  {
    breaks: 'firewall.nothing-else-open',
    host: 'db-3',
    harm: 'nft insert rule inet smartx input tcp dport 33060 accept',
    mend: loadFirewall,
  },
  {
    breaks: 'firewall.ipv6-refused',
    host: 'web-2',
    harm: 'nft insert rule inet smartx input meta nfproto ipv6 accept',
    mend: loadFirewall,
  },
  {
    breaks: 'firewall.ruleset-loaded',
    host: 'mon-1',
    harm: 'nft insert rule inet smartx input ip saddr 192.0.2.9 accept',
    mend: loadFirewall,
  },
];

const nginxFile = '/etc/nginx/nginx.conf';
const loadNginx = 'systemctl reload nginx';

const web: readonly Sabotage[] = [
  edited('web.body-limit', 'web-2', nginxFile, 's/client_max_body_size [1-9]/&0/', loadNginx),
  edited('web.compression', 'web-2', nginxFile, 's/gzip(_static)? on;/gzip\\1 off;/', loadNginx),
  edited('web.health-path', 'web-2', nginxFile, 's/return 200 "ok/return 200 "fine/', loadNginx),
  edited('web.hidden-files', 'web-2', nginxFile, 's/\\(\\?!well-known/(?!env|git|htaccess|well-known/', loadNginx),
  edited('web.security-headers', 'web-2', nginxFile, '/X-Content-Type-Options/d', loadNginx),
  {
    breaks: 'web.static-by-nginx',
    host: 'web-2',
    harm: `cp -a ${nginxFile} /root/kept && sed -i 's#try_files .*#try_files /nothing @app;#' ${nginxFile} && ! cmp -s ${nginxFile} /root/kept && ${loadNginx}`,
    mend: `mv /root/kept ${nginxFile} && ${loadNginx}`,
  },
];

/** A daemon of nobody's on the application's port: it answers everything with the same page. */
const impostor =
  'systemctl stop app && systemd-run -q --unit=impostor perl -MIO::Socket::INET -e \'$s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8000", Listen => 5, ReuseAddr => 1) or die; while ($c = $s->accept) { sysread $c, $_, 65536; print $c "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok"; close $c }\' && sleep 1';

const app: readonly Sabotage[] = [
  {
    breaks: 'app.dynamic-answers',
    host: 'web-2',
    harm: impostor,
    mend: 'systemctl stop impostor; systemctl reset-failed impostor 2>/dev/null; systemctl start app',
  },
  { breaks: 'app.health', host: 'web-2', harm: 'systemctl stop app', mend: 'systemctl start app' },
  {
    breaks: 'app.ledger-balanced',
    host: 'PRIMARY',
    harm: 'mysql app -e "update accounts set balance_cents = balance_cents + 1 order by id limit 1"',
    mend: 'mysql app -e "update accounts set balance_cents = balance_cents - 1 order by id limit 1"',
  },
  edited('app.metrics-hidden', 'web-2', nginxFile, '/if .*\\^\\/metrics/,/\\}/d', loadNginx),
  {
    breaks: 'app.sandbox',
    host: 'web-2',
    harm: "mkdir -p /run/systemd/system/app.service.d && printf '[Service]\\nNoNewPrivileges=no\\nSystemCallFilter=\\nRestrictSUIDSGID=no\\nUser=root\\n' >/run/systemd/system/app.service.d/harm.conf && systemctl daemon-reload && systemctl restart app",
    mend: 'rm -r /run/systemd/system/app.service.d && systemctl daemon-reload && systemctl restart app',
  },
  {
    breaks: 'app.write-read',
    host: 'PRIMARY',
    harm: 'mysql -e "set global super_read_only = 1"',
    mend: 'mysql -e "set global super_read_only = 0; set global read_only = 0"',
  },
];

/** A member that is on its way back into the group makes itself read only: the next harm has to wait for it. */
const isOnline =
  'mysql -NBe "select member_state from performance_schema.replication_group_members where member_id = @@server_uuid" | grep -qx ONLINE';

/** The application's accounts, one for each network that it may come from. */
function eachAppAccount(change: string): string {
  const accounts = `mysql -NBe "select concat(char(39), user, char(39), char(64), char(39), host, char(39)) from mysql.user where user = 'app'"`;
  return `${accounts} | while read -r account; do mysql -e "alter user $account ${change}" || exit 1; done`;
}

const database: readonly Sabotage[] = [
  {
    breaks: 'database.accounts-as-declared',
    host: 'PRIMARY',
    harm: "mysql -e \"create user 'stray'@'%'\"",
    mend: "mysql -e \"drop user 'stray'@'%'\"",
  },
  {
    breaks: 'database.acid',
    host: 'SECONDARY',
    harm: 'mysql -e "set global innodb_flush_log_at_trx_commit = 2"',
    mend: 'mysql -e "set global innodb_flush_log_at_trx_commit = 1"',
  },
  {
    breaks: 'database.settings-as-declared',
    host: 'SECONDARY',
    harm: 'mysql -e "set global max_connections = 7"',
    mend: 'mysql -e "set global max_connections = $(grep -E "^max_connections" /etc/mysql/smartx.cnf | tr -dc 0-9)"',
  },
  {
    breaks: 'database.members-online',
    host: 'SECONDARY',
    harm: 'systemctl stop smartx-database-agent && mysql -e "stop group_replication"',
    mend: `systemctl start smartx-database-agent && timeout 60 sh -c 'until ${isOnline}; do sleep 1; done'`,
  },
  {
    breaks: 'database.one-primary',
    host: 'SECONDARY',
    harm: 'mysql -e "set global super_read_only = 0; set global read_only = 0"',
    mend: 'mysql -e "set global super_read_only = 1"',
  },
  {
    breaks: 'database.path-to-primary',
    host: 'web-2',
    harm: 'systemctl stop smartx-database-router',
    mend: 'systemctl start smartx-database-router',
  },
  {
    breaks: 'database.tls-required',
    host: 'PRIMARY',
    harm: `systemctl stop smartx-database-agent && mysql -e "set global require_secure_transport = 0" && ${eachAppAccount('require none')}`,
    mend: `mysql -e "set global require_secure_transport = 1" && ${eachAppAccount('require ssl')} && systemctl start smartx-database-agent`,
  },
];

const monitoring: readonly Sabotage[] = [
  edited(
    'monitoring.targets-as-declared',
    'mon-1',
    '/etc/prometheus/prometheus.yml',
    's/job_name: nginx$/job_name: engine/',
    'systemctl reload prometheus',
  ),
  {
    breaks: 'monitoring.configuration-loaded',
    host: 'mon-1',
    harm: 'cp -a /etc/prometheus/prometheus.yml /root/kept && echo "nonsense: true" >>/etc/prometheus/prometheus.yml',
    mend: 'mv /root/kept /etc/prometheus/prometheus.yml && systemctl reload prometheus',
  },
  edited(
    'monitoring.dashboard-closed',
    'mon-1',
    '/etc/smartx-dashboard/nginx.conf',
    's/auth_basic "Smartx";/auth_basic off;/',
    'systemctl reload smartx-dashboard',
  ),
  edited(
    'monitoring.alerts-handed-over',
    'mon-1',
    '/etc/prometheus/prometheus.yml',
    's/:9093/:9999/',
    'systemctl reload prometheus',
  ),
  edited('monitoring.alerts-seen', 'mon-1', '/var/lib/smartx/alerts-seen.json', 's/for 30s/for 31s/', 'true'),
  {
    breaks: 'monitoring.alertmanager-loaded',
    host: 'mon-1',
    harm: 'cp -a /etc/prometheus/alertmanager.yml /root/kept && echo "nonsense: true" >>/etc/prometheus/alertmanager.yml',
    mend: 'mv /root/kept /etc/prometheus/alertmanager.yml && systemctl reload prometheus-alertmanager',
  },
  edited(
    'monitoring.rules-loaded',
    'mon-1',
    '/etc/prometheus/rules/backups.yml',
    's/alert: DatabaseBackupFailed$/alert: SomethingElse/',
    'systemctl reload prometheus',
  ),
  {
    breaks: 'monitoring.targets-up',
    host: 'web-2',
    harm: 'systemctl stop prometheus-node-exporter',
    mend: 'systemctl start prometheus-node-exporter',
  },
  // Read anew with each connection.
  edited(
    'monitoring.scrapes-refused',
    'web-2',
    '/etc/smartx/tls/web.yml',
    's/RequireAndVerifyClientCert/RequestClientCert/; /client_(allowed_sans|ca_file)/d',
    'true',
  ),
  {
    breaks: 'monitoring.logs-arrive',
    host: 'db-3',
    harm: 'systemctl stop smartx-logs',
    mend: 'systemctl start smartx-logs',
  },
  edited(
    'monitoring.logs-strangers-refused',
    'mon-1',
    '/etc/smartx/rsyslog.conf',
    '/type="imrelp"/,$s/tls.authMode="name" tls.permittedPeer=[^]]*./tls.authMode="anon"/',
    'systemctl restart smartx-logs',
  ),
  edited(
    'monitoring.requests-arrive',
    'web-2',
    '/etc/smartx/rsyslog.conf',
    's/^( *)set \\$[.]kind = "access";/\\1stop/',
    'systemctl restart smartx-logs',
  ),
  { breaks: 'monitoring.probes-succeed', host: 'ns-2', harm: 'systemctl stop knot', mend: 'systemctl start knot' },
];

const host: readonly Sabotage[] = [
  {
    breaks: 'host.configuration-as-compiled',
    host: 'web-2',
    harm: `cp -a ${nginxFile} /root/kept && echo '# by hand' >>${nginxFile}`,
    mend: `mv /root/kept ${nginxFile} && ${loadNginx}`,
  },
  {
    breaks: 'host.listeners-as-declared',
    host: 'mon-1',
    harm: "systemd-run -q --unit=stray perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalPort => 5555, Listen => 1) or die; sleep 3600' && sleep 1",
    mend: 'systemctl stop stray',
  },
  {
    breaks: 'host.units-active',
    host: 'lb-2',
    harm: 'systemctl stop prometheus-node-exporter',
    mend: 'systemctl start prometheus-node-exporter',
  },
];
