import { lab } from '../../src/index.ts';
import type { ProblemCode } from '../../src/problems/problem.ts';
import { appsCases } from './apps-cases.ts';
import { serverCases } from './server-cases.ts';

/** A declaration with mistakes, and exactly the problems that it must give, as `CODE path`. */
export interface Case {
  readonly title: string;
  readonly input: unknown;
  readonly expected: readonly `${ProblemCode} ${string}`[];
}

const app = { directory: 'app', start: 'node src/main.ts' };

/** The smallest declaration, changed. */
function declare(changes: object): object {
  return { domain: 'foobar.com', app, ...changes };
}

function inLab(options: object): object {
  return declare({ environments: { lab: { provider: 'lab', ...options } } });
}

function withApp(changes: object): object {
  return declare({ app: { ...app, ...changes } });
}

function withRecords(...records: object[]): object {
  return declare({ dns: { records } });
}

/** All hosts of the default lab, named one by one. */
const hosts = {
  'ns-1': { roles: ['dns'], address: '10.214.0.11', publicAddress: '10.213.0.11' },
  'ns-2': { roles: ['dns'], address: '10.214.0.12', publicAddress: '10.213.0.12' },
  'lb-1': { roles: ['loadBalancer'], address: '10.214.0.21', publicAddress: '10.213.0.21' },
  'lb-2': { roles: ['loadBalancer'], address: '10.214.0.22', publicAddress: '10.213.0.22' },
  'web-1': { roles: ['web', 'app'], address: '10.214.0.31' },
  'web-2': { roles: ['web', 'app'], address: '10.214.0.32' },
  'db-1': { roles: ['database'], address: '10.214.0.91' },
};

function withHosts(changes: object): object {
  return inLab({ hosts: { ...hosts, ...changes } });
}

const shapeCases: readonly Case[] = [
  { title: 'nothing', input: undefined, expected: ['VALUE_MISSING '] },
  { title: 'a list', input: [], expected: ['WRONG_KIND '] },
  { title: 'an empty object', input: {}, expected: ['VALUE_MISSING app', 'VALUE_MISSING domain'] },
  { title: 'no start command', input: declare({ app: { directory: 'app' } }), expected: ['VALUE_MISSING app.start'] },
  { title: 'a misspelt key', input: declare({ loadbalancer: {} }), expected: ['UNKNOWN_KEY loadbalancer'] },
  {
    title: 'a key of the whole platform in an environment',
    input: inLab({ database: { members: 1 } }),
    expected: ['UNKNOWN_KEY environments.lab.database'],
  },
  { title: 'a misspelt inner key', input: declare({ dns: { tll: '5m' } }), expected: ['UNKNOWN_KEY dns.tll'] },
  {
    title: 'a misspelt key of a record',
    input: withRecords({ name: 'a', type: 'A', value: '192.0.2.1', tlt: '5m' }),
    expected: ['UNKNOWN_KEY dns.records.0.tlt'],
  },
  {
    title: 'a misspelt key of a host',
    input: withHosts({ 'web-1': { ...hosts['web-1'], adress: '10.214.0.31' } }),
    expected: ['UNKNOWN_KEY environments.lab.hosts.web-1.adress'],
  },
  { title: 'text for an object', input: declare({ dns: 'yes' }), expected: ['WRONG_KIND dns'] },
  { title: 'text for a list', input: declare({ web: { names: 'www' } }), expected: ['WRONG_KIND web.names'] },
  { title: 'a number for text', input: declare({ dns: { contact: 7 } }), expected: ['WRONG_KIND dns.contact'] },
  {
    title: 'text for a truth',
    input: inLab({ redundancy: 'no' }),
    expected: ['WRONG_KIND environments.lab.redundancy'],
  },
  {
    title: 'text for whether drills are allowed',
    input: inLab({ drills: 'yes' }),
    expected: ['WRONG_KIND environments.lab.drills'],
  },
  {
    title: 'a list without end',
    input: declare({ web: { names: Array(101).fill('www') } }),
    expected: ['LIST_TOO_LONG web.names'],
  },
  { title: 'empty text', input: withApp({ directory: ' ' }), expected: ['TEXT_INVALID app.directory'] },
  {
    title: 'an unknown choice',
    input: declare({ tls: { minimumVersion: '1.1' } }),
    expected: ['CHOICE_UNKNOWN tls.minimumVersion'],
  },
  {
    title: 'a virtual router id that VRRP does not have',
    input: declare({ loadBalancer: { virtualRouterId: 256 } }),
    expected: ['NUMBER_OUT_OF_RANGE loadBalancer.virtualRouterId'],
  },
  {
    title: 'half a member',
    input: declare({ database: { members: 2.5 } }),
    expected: ['NUMBER_OUT_OF_RANGE database.members'],
  },
  {
    title: 'a duration without a unit',
    input: declare({ dns: { ttl: 300 } }),
    expected: ['DURATION_INVALID dns.ttl'],
  },
  { title: 'a negative duration', input: declare({ tls: { hsts: '-1d' } }), expected: ['DURATION_INVALID tls.hsts'] },
  {
    title: 'a duration out of range',
    input: declare({ monitoring: { scrapeInterval: '1h' } }),
    expected: ['DURATION_OUT_OF_RANGE monitoring.scrapeInterval'],
  },
  {
    title: 'an interval that VRRP cannot count',
    input: declare({ loadBalancer: { advertInterval: '125ms' } }),
    expected: ['DURATION_TOO_FINE loadBalancer.advertInterval'],
  },
  {
    title: 'half days',
    input: declare({ monitoring: { retention: '36h' } }),
    expected: ['DURATION_TOO_FINE monitoring.retention'],
  },
  {
    title: 'too little for the logs of a host',
    input: declare({ monitoring: { logs: { maxSize: '1MiB' } } }),
    expected: ['LOG_SIZE_TOO_SMALL monitoring.logs.maxSize'],
  },
  {
    title: 'a way to cut addresses that there is not',
    input: declare({ monitoring: { logs: { anonymise: 'sometimes' as 'everywhere' } } }),
    expected: ['CHOICE_UNKNOWN monitoring.logs.anonymise'],
  },
  {
    title: 'an objective that nobody can keep',
    input: declare({ monitoring: { objective: { availability: 100 } } }),
    expected: ['OBJECTIVE_INVALID monitoring.objective.availability'],
  },
  {
    title: 'an objective that promises nothing',
    input: declare({ monitoring: { objective: { latency: { share: 0 } } } }),
    expected: ['OBJECTIVE_INVALID monitoring.objective.latency.share'],
  },
  {
    title: 'a ratio where percent are wanted',
    input: declare({ monitoring: { objective: { availability: 0.999 } } }),
    expected: ['OBJECTIVE_INVALID monitoring.objective.availability'],
  },
  {
    title: 'a latency that no bucket ends at',
    input: declare({ monitoring: { objective: { latency: { within: '300ms' } } } }),
    expected: ['LATENCY_NOT_COUNTED monitoring.objective.latency.within'],
  },
  {
    title: 'an address that no mail reaches',
    input: declare({
      monitoring: { alerts: { email: { to: 'ops', from: 'a@foobar.com', smarthost: 'mail.example.net:587' } } },
    }),
    expected: ['ALERT_RECEIVER_INVALID monitoring.alerts.email.to'],
  },
  {
    title: 'a mail server without its port',
    input: declare({
      monitoring: { alerts: { email: { to: 'ops@foobar.com', from: 'a@foobar.com', smarthost: 'mail.example.net' } } },
    }),
    expected: ['ALERT_RECEIVER_INVALID monitoring.alerts.email.smarthost'],
  },
  {
    title: 'the URL of a webhook, which is a secret',
    input: declare({ monitoring: { alerts: { webhook: { url: 'https://example.net/key' } } } }),
    expected: ['ALERT_SECRET_INVALID monitoring.alerts.webhook.url'],
  },
  {
    title: "the URL of a dead man's switch, which is a secret",
    input: declare({ monitoring: { deadMan: { url: 'https://example.net/key' } } }),
    expected: ['ALERT_SECRET_INVALID monitoring.deadMan.url'],
  },
  {
    title: 'a time to live beyond 31 bits',
    input: withRecords({ name: 'a', type: 'A', value: '192.0.2.1', ttl: '2147483648s' }),
    expected: ['DURATION_OUT_OF_RANGE dns.records.0.ttl'],
  },
  {
    title: 'a size in megabytes',
    input: declare({ web: { maxBody: '10MB' } }),
    expected: ['SIZE_INVALID web.maxBody'],
  },
];

const serviceCases: readonly Case[] = [
  {
    title: 'no such application',
    input: withApp({ directory: 'ap' }),
    expected: ['APP_DIRECTORY_MISSING app.directory'],
  },
  {
    title: 'a file for the application',
    input: withApp({ directory: 'app/package-lock.json' }),
    expected: ['APP_DIRECTORY_MISSING app.directory'],
  },
  { title: 'a privileged port', input: withApp({ port: 80 }), expected: ['APP_PORT_INVALID app.port'] },
  { title: 'the port of the database', input: withApp({ port: 3306 }), expected: ['PORT_CLASH app.port'] },
  {
    title: 'the port of another role on the host',
    input: {
      ...withApp({ port: 9090 }),
      environments: {
        lab: lab({ hosts: { ...hosts, 'web-1': { ...hosts['web-1'], roles: ['web', 'app', 'monitoring'] } } as never }),
      },
    },
    expected: ['PORT_CLASH app.port'],
  },
  { title: 'an open quote', input: withApp({ start: 'node "main.ts' }), expected: ['COMMAND_INVALID app.start'] },
  { title: 'an empty command', input: withApp({ start: [] }), expected: ['COMMAND_INVALID app.start'] },
  { title: 'a pipe', input: withApp({ start: 'node main.ts | cat' }), expected: ['COMMAND_NEEDS_SHELL app.start'] },
  {
    title: 'a variable in quotes',
    input: withApp({ migrate: 'node "$HOME/m.ts"' }),
    expected: ['COMMAND_NEEDS_SHELL app.migrate'],
  },
  {
    title: 'a path without a slash',
    input: withApp({ health: 'healthz' }),
    expected: ['HTTP_PATH_INVALID app.health'],
  },
  {
    title: 'a path with a query',
    input: withApp({ ready: '/readyz?deep=1' }),
    expected: ['HTTP_PATH_INVALID app.ready'],
  },
  {
    title: 'an escaped path of measurements, which Nginx would not know again',
    input: withApp({ metrics: '/metric%73' }),
    expected: ['HTTP_PATH_INVALID app.metrics'],
  },
  {
    title: 'a variable with a hyphen',
    input: withApp({ environment: { 'LOG-LEVEL': 'info' } }),
    expected: ['ENVIRONMENT_VARIABLE_INVALID app.environment.LOG-LEVEL'],
  },
  {
    title: 'a variable of ours',
    input: withApp({ environment: { PORT: '3000' } }),
    expected: ['ENVIRONMENT_VARIABLE_RESERVED app.environment.PORT'],
  },
  {
    title: 'a variable that nobody fills in',
    input: withApp({ environment: { DB: '$DATABASE_PASWORD', OTHER: '$$MINE and $mine' } }),
    expected: ['VARIABLE_UNKNOWN app.environment.DB'],
  },
  {
    title: 'a password on a command line',
    input: withApp({ start: 'serve $HOST:$PORT $DATABASE_URL', migrate: ['sh', '-c', 'load "$DATABASE_PASSWORD" $X'] }),
    expected: ['SECRET_IN_COMMAND app.migrate', 'SECRET_IN_COMMAND app.start'],
  },
  {
    title: 'packages of another kind',
    input: withApp({ packages: ['python3-flask', 'Flask', undefined] }),
    expected: ['PACKAGE_NAME_INVALID app.packages.1'],
  },
  {
    title: 'static files out of the application, and at no path',
    input: withApp({ static: { '/a/': '../b', static: 'c', '/': 'd', '/e/': 'e', '/e/f': 'f' } }),
    expected: [
      'STATIC_PATH_INVALID app.static./',
      'STATIC_DIRECTORY_INVALID app.static./a/',
      'STATIC_PATH_INVALID app.static./e/f',
      'STATIC_PATH_INVALID app.static.static',
    ],
  },
  {
    title: 'static files at too many paths',
    input: withApp({ static: { '/a/': 'a', '/b/': 'b', '/c/': 'c', '/d/': 'd', '/e/': 'e' } }),
    expected: ['STATIC_PATH_INVALID app.static'],
  },
  {
    title: 'a secret in another form',
    input: withApp({ secrets: [{ name: 'A', generate: 'yes' } as never, { name: 'B', generate: true }] }),
    expected: ['WRONG_KIND app.secrets.0'],
  },
  {
    title: 'a start that takes too long',
    input: withApp({ startTimeout: '11m' }),
    expected: ['DURATION_OUT_OF_RANGE app.startTimeout'],
  },
  {
    title: 'a stop that takes too long, with another signal',
    input: withApp({ stopTimeout: '5m', stopSignal: 'SIGKILL' as never, workers: 0 }),
    expected: [
      'CHOICE_UNKNOWN app.stopSignal',
      'DURATION_OUT_OF_RANGE app.stopTimeout',
      'NUMBER_OUT_OF_RANGE app.workers',
    ],
  },
  {
    title: 'limits of no kind, and out of bounds',
    input: withApp({
      limits: {
        requestBody: '65GiB',
        responseTimeout: '2h',
        tunnelTimeout: '90500ms',
        drainTimeout: '0s',
        requestBuffering: 'off' as never,
        paths: { '/up/': { requestBody: '10MB', tunnelTimeout: '1h' } as never, '/down': 'fast' as never },
      },
    }),
    expected: [
      'DURATION_OUT_OF_RANGE app.limits.drainTimeout',
      'WRONG_KIND app.limits.paths./down',
      'SIZE_INVALID app.limits.paths./up/.requestBody',
      'UNKNOWN_KEY app.limits.paths./up/.tunnelTimeout',
      'REQUEST_BODY_TOO_LARGE app.limits.requestBody',
      'WRONG_KIND app.limits.requestBuffering',
      'DURATION_OUT_OF_RANGE app.limits.responseTimeout',
      'DURATION_TOO_FINE app.limits.tunnelTimeout',
    ],
  },
  {
    title: 'limits at no path, at paths of Nginx, and where only files are',
    input: withApp({
      static: { '/static/': 'static' },
      limits: {
        paths: {
          '/': {},
          up: {},
          '/a b': {},
          '/a//b': {},
          '/a/../b': {},
          '/smartx-health/': {},
          '/static': {},
          '/static/big/': {},
          '/fine.json': {},
          '/static-not/': {},
        },
      },
    }),
    expected: [
      'LIMIT_PATH_INVALID app.limits.paths./',
      'LIMIT_PATH_INVALID app.limits.paths./a b',
      'LIMIT_PATH_INVALID app.limits.paths./a/../b',
      'LIMIT_PATH_INVALID app.limits.paths./a//b',
      'LIMIT_PATH_INVALID app.limits.paths./smartx-health/',
      'LIMIT_PATH_INVALID app.limits.paths./static',
      'LIMIT_PATH_INVALID app.limits.paths./static/big/',
      'LIMIT_PATH_INVALID app.limits.paths.up',
    ],
  },
  {
    title: 'limits at too many paths',
    input: withApp({ limits: { paths: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`/${n}`, {}])) } }),
    expected: ['LIMIT_PATH_INVALID app.limits.paths'],
  },
  {
    title: 'a body that Nginx is to keep and cannot, and a Gunicorn that gives up too early',
    input: withApp({
      start: 'gunicorn -t 30 --timeout=60 app:app',
      limits: { paths: { '/up/': { requestBody: '2GiB', requestBuffering: true, responseTimeout: '2m' } } },
    }),
    expected: ['LIMIT_CONFLICT app.limits.paths./up/.requestBuffering', 'LIMIT_CONFLICT app.start'],
  },
  {
    title: 'a secret with a hyphen',
    input: withApp({ secrets: ['MAIL-KEY'] }),
    expected: ['ENVIRONMENT_VARIABLE_INVALID app.secrets.0'],
  },
  {
    title: 'a secret of ours',
    input: withApp({ secrets: ['DATABASE_URL'] }),
    expected: ['ENVIRONMENT_VARIABLE_RESERVED app.secrets.0'],
  },
  {
    title: 'a secret that is written down as well, and one that is named twice',
    input: withApp({ environment: { MAIL_KEY: 'k' }, secrets: ['A', 'MAIL_KEY', undefined, 'A'] }),
    expected: ['SECRET_DUPLICATE app.secrets.1', 'SECRET_DUPLICATE app.secrets.3'],
  },
  {
    title: 'the value of a secret',
    input: withApp({ secrets: { MAIL_KEY: 'k' } }),
    expected: ['WRONG_KIND app.secrets'],
  },
  {
    title: 'a variable of two lines',
    input: withApp({ environment: { GREETING: 'a\nb' } }),
    expected: ['ENVIRONMENT_VALUE_INVALID app.environment.GREETING'],
  },
  {
    title: 'jobs with every mistake',
    input: withApp({
      jobs: [
        { name: 'Clean up', schedule: '0 3 * * *', command: 'node clean.ts' },
        { name: 'report', schedule: '0 25 * * *', command: 'node report.ts' },
        { name: 'again', schedule: '@daily', command: 'node again.ts' },
        { name: 'again', schedule: '0 0 31 2 *', command: 'node again.ts && true' },
      ],
    }),
    expected: [
      'JOB_NAME_INVALID app.jobs.0.name',
      'CRON_INVALID app.jobs.1.schedule',
      'CRON_INVALID app.jobs.2.schedule',
      'COMMAND_NEEDS_SHELL app.jobs.3.command',
      'CRON_INVALID app.jobs.3.schedule',
    ],
  },
  {
    title: 'two jobs of one name',
    input: withApp({
      jobs: [
        { name: 'again', schedule: '0 3 * * *', command: 'a' },
        { name: 'again', schedule: '0 4 * * *', command: 'b' },
      ],
    }),
    expected: ['JOB_NAME_DUPLICATE app.jobs.1.name'],
  },
  {
    title: 'no such static files',
    input: declare({ web: { static: 'pubic' } }),
    expected: ['STATIC_DIRECTORY_MISSING web.static'],
  },
  {
    title: 'a name outside of the domain',
    input: declare({ web: { names: ['www.other.org.'] } }),
    expected: ['SITE_NAME_INVALID web.names.0'],
  },
  {
    title: 'a name twice',
    input: declare({ web: { names: ['www', 'www.foobar.com'] } }),
    expected: ['SITE_NAME_DUPLICATE web.names.1'],
  },
  { title: 'no name', input: declare({ web: { names: [] } }), expected: ['SITE_NAME_MISSING web.names'] },
  {
    title: 'half a certificate',
    input: declare({ tls: { certificate: { certificateFile: 'site.pem' } } }),
    expected: ['TLS_CERTIFICATE_INVALID tls.certificate'],
  },
  {
    title: 'a certificate whose key is missing',
    input: declare({ tls: { certificate: { certificateFile: 'site.pem', keyFile: 'site.key' } } }),
    expected: ['TLS_FILE_MISSING tls.certificate.keyFile'],
  },
  {
    title: 'a number as a rate limit',
    input: declare({ loadBalancer: { rateLimit: 200 } }),
    expected: ['RATE_LIMIT_INVALID loadBalancer.rateLimit'],
  },
  {
    title: 'less than one request',
    input: declare({ loadBalancer: { rateLimit: { requests: 1, per: '1m' } } }),
    expected: ['RATE_LIMIT_INVALID loadBalancer.rateLimit'],
  },
  {
    title: 'a schema with a hyphen',
    input: declare({ database: { schema: 'my-app' } }),
    expected: ['SCHEMA_NAME_INVALID database.schema'],
  },
  {
    title: "the server's schema",
    input: declare({ database: { schema: 'mysql' } }),
    expected: ['SCHEMA_NAME_RESERVED database.schema'],
  },
  {
    title: 'too little room for measurements',
    input: declare({ monitoring: { maxSize: '64MiB' } }),
    expected: ['METRICS_SIZE_TOO_SMALL monitoring.maxSize'],
  },
  {
    title: 'a tiny buffer pool',
    input: declare({ database: { bufferPool: '8MiB' } }),
    expected: ['BUFFER_POOL_TOO_SMALL database.bufferPool'],
  },
  {
    title: 'backups without a place for them',
    input: declare({ database: { backup: {} } }),
    expected: ['VALUE_MISSING database.backup.target'],
  },
  ...[
    'directory',
    { directory: 'backups' },
    { directory: '/' },
    { directory: '/tmp/backups' },
    { directory: '/var/lib/mysql/backups' },
    { directory: '/srv/my backups' },
    { directory: '/srv/backups', restic: 's3:https://s3.example.com/b', environmentFile: 'restic.env' },
    { restic: 's3:https://s3.example.com/b' },
    { restic: 'two words', environmentFile: 'restic.env' },
    { restic: 'rest:https://user:hunter2@backup.example.com/', environmentFile: 'restic.env' },
    { restic: 'rest:https://user:höchst hunter2@backup.example.com/', environmentFile: 'restic.env' },
    { restic: 's3:https://key:hunter2@s3.example.com/b', environmentFile: 'restic.env' },
    { restic: 's3:key:hunter2@s3.example.com/b', environmentFile: 'restic.env' },
    { restic: 'sftp://user:hunter2@10.0.0.9//srv/b', environmentFile: 'restic.env' },
    {
      restic: 'sftp:user:hunter2@10.0.0.9:/srv/b',
      environmentFile: 'restic.env',
      sshKeyFile: 'key',
      knownHostsFile: 'known',
    },
    { restic: 'sftp:b@10.0.0.9:/srv/b', environmentFile: 'restic.env', sshKeyFile: 'key' },
    {
      restic: 's3:https://s3.example.com/b',
      environmentFile: 'restic.env',
      sshKeyFile: 'key',
      knownHostsFile: 'known',
    },
    { directory: '/srv/backups', sshKeyFile: 'key' },
    { host: 'mon-1', directory: '/srv/backups' },
  ].map(
    (target): Case => ({
      title: `backups to ${JSON.stringify(target)}`,
      input: declare({ database: { backup: { target } } }),
      expected: ['BACKUP_TARGET_INVALID database.backup.target'],
    }),
  ),
  {
    title: 'backups at impossible times',
    input: declare({
      database: {
        backup: {
          schedule: '0 25 * * *',
          binaryLogs: '30s',
          keep: '36h',
          restoreCheck: true,
          target: { directory: '/var/backups/smartx' },
        },
      },
    }),
    expected: [
      'DURATION_OUT_OF_RANGE database.backup.binaryLogs',
      'DURATION_TOO_FINE database.backup.keep',
      'CRON_INVALID database.backup.restoreCheck',
      'CRON_INVALID database.backup.schedule',
    ],
  },
  {
    title: 'SSH for everybody, and from nowhere',
    input: declare({ firewall: { adminNetworks: ['0.0.0.0/0', 'home', '203.0.113.7/24'] } }),
    expected: [
      'ADMIN_NETWORK_TOO_WIDE firewall.adminNetworks.0',
      'NETWORK_INVALID firewall.adminNetworks.1',
      'NETWORK_HOST_BITS firewall.adminNetworks.2',
    ],
  },
];

const dnsCases: readonly Case[] = [
  { title: 'a domain of one label', input: declare({ domain: 'localhost' }), expected: ['DOMAIN_INVALID domain'] },
  {
    title: 'a domain that is no ASCII',
    input: declare({ domain: 'bücher.example' }),
    expected: ['DOMAIN_INVALID domain'],
  },
  {
    title: 'a label of 64 letters',
    input: declare({ domain: `${'a'.repeat(64)}.com` }),
    expected: ['DOMAIN_INVALID domain'],
  },
  {
    title: 'a domain of 254 letters',
    input: declare({ domain: `${'a.'.repeat(125)}abcd` }),
    expected: ['DOMAIN_INVALID domain'],
  },
  {
    title: 'a contact that is no mailbox',
    input: declare({ dns: { contact: 'a@b@c' } }),
    expected: ['CONTACT_INVALID dns.contact'],
  },
  {
    title: 'records that are wrong by themselves',
    input: withRecords(
      { name: 'a', type: 'AA', value: '192.0.2.1' },
      { name: 'my site', type: 'TXT', value: 'hello' },
      { name: 'www.other.org.', type: 'A', value: '192.0.2.1' },
      { name: 'b', type: 'A', value: '2001:db8::1' },
      { name: 'c', type: 'AAAA', value: '192.0.2.1' },
      { name: '@', type: 'MX', value: 'mail' },
      { name: '@', type: 'MX', value: '70000 mail' },
      { name: '@', type: 'CAA', value: 'letsencrypt.org' },
      { name: '_sip._tcp', type: 'SRV', value: '0 5 sip' },
      { name: 'd', type: 'CNAME', value: 'mx.example.net' },
      { name: 'e', type: 'TXT', value: 'x'.repeat(2_049) },
      { name: 'f', type: 'TXT', value: 'naïve' },
      { name: 'a.*.b', type: 'A', value: '192.0.2.1' },
    ),
    expected: [
      'RECORD_TYPE_UNKNOWN dns.records.0.type',
      'RECORD_NAME_INVALID dns.records.1.name',
      'RECORD_OUTSIDE_ZONE dns.records.2.name',
      'ADDRESS_INVALID dns.records.3.value',
      'ADDRESS_INVALID dns.records.4.value',
      'RECORD_VALUE_INVALID dns.records.5.value',
      'RECORD_VALUE_INVALID dns.records.6.value',
      'RECORD_VALUE_INVALID dns.records.7.value',
      'RECORD_VALUE_INVALID dns.records.8.value',
      'RECORD_TARGET_AMBIGUOUS dns.records.9.value',
      'TEXT_TOO_LONG dns.records.10.value',
      'RECORD_VALUE_INVALID dns.records.11.value',
      'RECORD_NAME_INVALID dns.records.12.name',
    ],
  },
  {
    title: 'an alias at the apex',
    input: withRecords({ name: '@', type: 'CNAME', value: 'example.net.' }),
    expected: ['CNAME_AT_APEX dns.records.0'],
  },
  {
    title: 'an alias at the apex, with a value that is wrong as well',
    input: withRecords({ name: '@', type: 'CNAME', value: 'example.net' }),
    expected: ['CNAME_AT_APEX dns.records.0', 'RECORD_TARGET_AMBIGUOUS dns.records.0.value'],
  },
  {
    title: 'an alias beside a record with a wrong value',
    input: withRecords({ name: 'shop', type: 'CNAME', value: '@' }, { name: 'shop', type: 'TXT', value: 'naïve' }),
    expected: ['CNAME_NOT_ALONE dns.records.0', 'RECORD_VALUE_INVALID dns.records.1.value'],
  },
  {
    title: 'records that are wrong for every domain, under a wrong one',
    input: declare({
      domain: 'Foo bar',
      dns: {
        records: [
          { name: '@', type: 'CNAME', value: 'example.net' },
          { name: 'shop', type: 'CNAME', value: '@' },
          { name: 'shop', type: 'A', value: 'x' },
          { name: 'www.foo.bar.', type: 'TXT', value: 'x' },
        ],
      },
    }),
    expected: [
      'CNAME_AT_APEX dns.records.0',
      'CNAME_NOT_ALONE dns.records.1',
      'ADDRESS_INVALID dns.records.2.value',
      'DOMAIN_INVALID domain',
    ],
  },
  {
    title: 'an alias beside other records',
    input: withRecords({ name: 'shop', type: 'CNAME', value: '@' }, { name: 'shop', type: 'TXT', value: 'x' }),
    expected: ['CNAME_NOT_ALONE dns.records.0'],
  },
  {
    title: 'two aliases at one name',
    input: withRecords(
      { name: 'shop', type: 'CNAME', value: '@' },
      { name: 'shop', type: 'CNAME', value: 'example.net.' },
    ),
    expected: ['CNAME_NOT_ALONE dns.records.0', 'CNAME_NOT_ALONE dns.records.1'],
  },
  {
    title: 'mail, and an alias, to an alias',
    input: withRecords({ name: '@', type: 'MX', value: '10 www' }, { name: 'shop', type: 'CNAME', value: 'www' }),
    expected: ['TARGET_IS_ALIAS dns.records.0.value', 'TARGET_IS_ALIAS dns.records.1.value'],
  },
  {
    title: 'an alias of itself',
    input: withRecords({ name: 'shop', type: 'CNAME', value: 'shop' }),
    expected: ['TARGET_IS_ALIAS dns.records.0.value'],
  },
  {
    title: 'mail to a host that is not there',
    input: withRecords({ name: '@', type: 'MX', value: '10 mail' }),
    expected: ['TARGET_MISSING dns.records.0.value'],
  },
  {
    title: 'a record twice',
    input: withRecords({ name: 'a', type: 'TXT', value: 'x' }, { name: 'a.foobar.com.', type: 'TXT', value: 'x' }),
    expected: ['RECORD_DUPLICATE dns.records.1'],
  },
  {
    title: 'records that Smartx derives',
    input: withRecords(
      { name: 'www', type: 'A', value: '192.0.2.1' },
      { name: '@', type: 'AAAA', value: '2001:db8::1' },
      { name: '@', type: 'NS', value: 'ns.example.net.' },
      { name: 'ns1', type: 'A', value: '192.0.2.1' },
    ),
    expected: [
      'RECORD_DERIVED dns.records.0',
      'RECORD_DERIVED dns.records.1',
      'RECORD_DERIVED dns.records.2',
      'RECORD_DERIVED dns.records.3',
    ],
  },
  {
    title: 'two times to live in one set',
    input: withRecords(
      { name: 'a', type: 'TXT', value: 'x', ttl: '1m' },
      { name: 'a', type: 'TXT', value: 'y', ttl: '1h' },
    ),
    expected: ['RECORD_TTLS_DIFFER dns.records.1'],
  },
  {
    title: 'no mail, and a mail server',
    input: withRecords({ name: '@', type: 'MX', value: '0 .' }, { name: '@', type: 'MX', value: '10 mx.example.net.' }),
    expected: ['NULL_MX_NOT_ALONE dns.records.0'],
  },
  {
    title: 'two SPF policies',
    input: withRecords(
      { name: '@', type: 'TXT', value: 'v=spf1 mx -all' },
      { name: '@', type: 'TXT', value: 'v=spf1 a -all' },
    ),
    expected: ['SPF_DUPLICATE dns.records.1'],
  },
];

const environmentCases: readonly Case[] = [
  { title: 'no environment', input: declare({ environments: {} }), expected: ['ENVIRONMENT_MISSING environments'] },
  {
    title: 'a bad name of an environment',
    input: declare({ environments: { 'My Lab': lab() } }),
    expected: ['ENVIRONMENT_NAME_INVALID environments.My Lab'],
  },
  {
    title: 'two environments that overlap',
    input: declare({ environments: { one: lab({ private: '10.9.0.0/16' }), two: lab({ private: '10.9.1.0/24' }) } }),
    expected: ['ENVIRONMENTS_OVERLAP environments.two.private'],
  },
  {
    title: 'two networks that overlap',
    input: inLab({ public: '10.9.0.0/16', private: '10.9.1.0/24' }),
    expected: ['NETWORKS_OVERLAP environments.lab.private'],
  },
  {
    title: "somebody's network",
    input: inLab({ public: '8.8.8.0/24' }),
    expected: ['NETWORK_NOT_PRIVATE environments.lab.public'],
  },
  {
    title: 'a network of two addresses',
    input: inLab({ hosts, private: '10.214.0.0/31' }),
    expected: ['NETWORK_SIZE_INVALID environments.lab.private'],
  },
  {
    title: 'a network that is too small',
    input: inLab({ web: 400 }),
    expected: ['NETWORK_TOO_SMALL environments.lab.web'],
  },
  {
    title: 'one address for two hosts',
    input: withHosts({ 'web-2': { ...hosts['web-2'], address: '10.214.0.31' } }),
    expected: ['ADDRESS_DUPLICATE environments.lab.hosts.web-2.address'],
  },
  {
    title: 'one public address for two hosts',
    input: withHosts({ 'lb-2': { ...hosts['lb-2'], publicAddress: '10.213.0.21' } }),
    expected: ['ADDRESS_DUPLICATE environments.lab.hosts.lb-2.publicAddress'],
  },
  {
    title: 'an address outside of its network',
    input: withHosts({ 'web-2': { ...hosts['web-2'], address: '10.215.0.32' } }),
    expected: ['ADDRESS_OUTSIDE_NETWORK environments.lab.hosts.web-2.address'],
  },
  {
    title: 'reserved addresses',
    input: withHosts({
      'db-1': { ...hosts['db-1'], address: '10.214.0.0' },
      'lb-1': { ...hosts['lb-1'], publicAddress: '10.213.0.2' },
      'web-1': { ...hosts['web-1'], address: '10.214.0.1' },
      'web-2': { ...hosts['web-2'], address: '10.214.0.255' },
    }),
    expected: [
      'ADDRESS_RESERVED environments.lab.hosts.db-1.address',
      'ADDRESS_RESERVED environments.lab.hosts.lb-1.publicAddress',
      'ADDRESS_RESERVED environments.lab.hosts.web-1.address',
      'ADDRESS_RESERVED environments.lab.hosts.web-2.address',
    ],
  },
  {
    title: 'an address that is none',
    input: withHosts({ 'web-2': { ...hosts['web-2'], address: '10.214.0.032' } }),
    expected: ['ADDRESS_INVALID environments.lab.hosts.web-2.address'],
  },
  {
    title: 'a virtual address outside of its subnet',
    input: inLab({ virtualAddress: '10.213.1.10' }),
    expected: ['VIP_OUTSIDE_SUBNET environments.lab.virtualAddress'],
  },
  {
    title: 'the virtual address of a host',
    input: inLab({ virtualAddress: '10.213.0.21' }),
    expected: ['VIP_TAKEN environments.lab.virtualAddress'],
  },
  {
    title: "the machine's address",
    input: inLab({ virtualAddress: '10.213.0.1' }),
    expected: ['VIP_TAKEN environments.lab.virtualAddress'],
  },
  {
    title: 'hosts named and counted',
    input: inLab({ hosts, web: 2 }),
    expected: ['HOSTS_AND_COUNTS environments.lab.web'],
  },
  {
    title: 'names that no host can have',
    input: withHosts({
      Web_3: { roles: ['web', 'app'], address: '10.214.0.33' },
      'application-server': { roles: ['web', 'app'], address: '10.214.0.34' },
    }),
    expected: [
      'HOST_NAME_INVALID environments.lab.hosts.Web_3',
      'HOST_NAME_TOO_LONG environments.lab.hosts.application-server',
    ],
  },
  {
    title: 'hosts whose roles are wrong',
    input: withHosts({
      'web-3': { roles: [], address: '10.214.0.33' },
      'web-4': { roles: ['webb'], address: '10.214.0.34' },
      'web-5': { roles: ['web', 'web'], address: '10.214.0.35' },
      'lb-3': { roles: ['loadBalancer', 'web'], address: '10.214.0.36', publicAddress: '10.213.0.36' },
      'db-2': { roles: ['app', 'database'], address: '10.214.0.92' },
      'db-3': { roles: ['database'], address: '10.214.0.93' },
    }),
    expected: [
      'ROLES_CLASH environments.lab.hosts.db-2.roles',
      'ROLES_CLASH environments.lab.hosts.lb-3.roles',
      'HOST_WITHOUT_ROLE environments.lab.hosts.web-3.roles',
      'ROLE_UNKNOWN environments.lab.hosts.web-4.roles.0',
      'ROLE_DUPLICATE environments.lab.hosts.web-5.roles',
    ],
  },
  {
    title: 'a missing and a needless public address',
    input: withHosts({
      'ns-1': { roles: ['dns'], address: '10.214.0.11' },
      'db-1': { ...hosts['db-1'], publicAddress: '10.213.0.91' },
    }),
    expected: [
      'PUBLIC_ADDRESS_UNEXPECTED environments.lab.hosts.db-1.publicAddress',
      'PUBLIC_ADDRESS_MISSING environments.lab.hosts.ns-1.publicAddress',
    ],
  },
  {
    title: 'a tier that is missing',
    input: withHosts({ 'db-1': { roles: ['monitoring'], address: '10.214.0.121' } }),
    expected: ['ROLE_MISSING environments.lab.hosts'],
  },
  {
    title: 'one host where two are promised',
    input: inLab({ dns: 1, loadBalancers: 1, web: 1, app: 1 }),
    expected: [
      'NOT_REDUNDANT environments.lab.app',
      'NOT_REDUNDANT environments.lab.dns',
      'NOT_REDUNDANT environments.lab.loadBalancers',
      'NOT_REDUNDANT environments.lab.web',
    ],
  },
  {
    title: 'an even group',
    input: declare({ database: { members: 4 } }),
    expected: ['DATABASE_MEMBERS_EVEN database.members'],
  },
  {
    title: 'a group that is too large',
    input: withHosts(
      Object.fromEntries(
        Array.from({ length: 11 }, (_, place) => [
          `db-${place + 1}`,
          { roles: ['database'], address: `10.214.0.${91 + place}` },
        ]),
      ),
    ),
    expected: ['DATABASE_MEMBERS_TOO_MANY environments.lab.hosts'],
  },
];

const manyAtOnce: Case = {
  title: 'mistakes everywhere, all of them at once',
  input: {
    domain: 'foobar.com',
    app: { directory: 'ap', start: 'node main.ts > log', port: 9100 },
    dns: {
      records: [
        { name: 'a', type: 'A', value: 'x' },
        { name: '@', type: 'CNAME', value: 'www' },
      ],
    },
    databse: { members: 4 },
    environments: {
      lab: { provider: 'lab', web: 1, virtualAddress: '10.0.0.1' },
      other: { provider: 'cloud', dns: 0 },
    },
  },
  expected: [
    'APP_DIRECTORY_MISSING app.directory',
    'PORT_CLASH app.port',
    'COMMAND_NEEDS_SHELL app.start',
    'UNKNOWN_KEY databse',
    'ADDRESS_INVALID dns.records.0.value',
    'CNAME_AT_APEX dns.records.1',
    'TARGET_IS_ALIAS dns.records.1.value',
    'VIP_OUTSIDE_SUBNET environments.lab.virtualAddress',
    'NOT_REDUNDANT environments.lab.web',
    'NUMBER_OUT_OF_RANGE environments.other.dns',
    'CHOICE_UNKNOWN environments.other.provider',
  ],
};

export const cases: readonly Case[] = [
  ...shapeCases,
  ...serviceCases,
  ...appsCases,
  ...dnsCases,
  ...environmentCases,
  ...serverCases,
  manyAtOnce,
];
