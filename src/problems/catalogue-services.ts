import type { CataloguePart } from './entry.ts';

/** Problems of the application, its files, the certificate, the load balancer, the database and the monitoring. */
export const serviceProblems = {
  APP_DIRECTORY_MISSING: {
    title: 'The application is not there',
    explanation: 'The directory of the application does not exist. The path is relative to the declaration.',
    wrong: "app: { directory: 'ap', start: 'node main.ts' }",
    right: "app: { directory: 'app', start: 'node main.ts' }",
  },
  APP_PORT_INVALID: {
    title: 'The application cannot have this port',
    explanation: 'The application runs without privileges, and only those who have them may listen below 1024.',
    wrong: 'app: { port: 80, ... }',
    right: 'app: { port: 8000, ... }',
  },
  PORT_CLASH: {
    title: 'Two daemons, one port',
    explanation: 'Another daemon on the hosts of the application listens on that port already.',
    wrong: 'app: { port: 9100, ... }',
    right: 'app: { port: 8000, ... }',
  },
  COMMAND_INVALID: {
    title: 'Not a command',
    explanation:
      'A command is one line of words, or a list of a program and its arguments. Quotes keep words together.',
    wrong: `app: { start: 'node "main.ts', ... }`,
    right: "app: { start: ['node', 'main.ts'], ... }",
  },
  COMMAND_NEEDS_SHELL: {
    title: 'The command needs a shell',
    explanation:
      'Commands run without a shell, so pipes, redirections, variables and patterns would be passed on as plain text. Put them into a script, or name the shell.',
    wrong: "app: { start: 'node main.ts > log', ... }",
    right: "app: { start: 'node main.ts', ... }",
  },
  HTTP_PATH_INVALID: {
    title: 'Not a path of the application',
    explanation: 'Health checks ask for a path, which starts with a slash and has neither a host nor a query.',
    wrong: "app: { health: 'healthz', ... }",
    right: "app: { health: '/healthz', ... }",
  },
  ENVIRONMENT_VARIABLE_INVALID: {
    title: 'Not a name for a variable',
    explanation: 'Names of environment variables have letters, digits and underscores, and no digit first.',
    wrong: "app: { environment: { 'LOG-LEVEL': 'info' }, ... }",
    right: "app: { environment: { LOG_LEVEL: 'info' }, ... }",
  },
  ENVIRONMENT_VARIABLE_RESERVED: {
    title: 'Smartx sets this variable',
    explanation: 'Where the application listens and how it reaches the database follows from the platform.',
    wrong: "app: { environment: { PORT: '3000' }, ... }",
    right: 'app: { port: 3000, ... }',
  },
  SECRET_DUPLICATE: {
    title: 'One variable, two values',
    explanation:
      'A variable of the application is either written in the declaration or kept secret, and a secret is named once.',
    wrong: "app: { environment: { MAIL_KEY: 'k' }, secrets: ['MAIL_KEY'], ... }",
    right: "app: { secrets: ['MAIL_KEY'], ... }",
  },
  VARIABLE_UNKNOWN: {
    title: 'A variable that nobody fills in',
    explanation:
      'In commands and values of an application, $NAME stands for something that Smartx knows about its host: HOST, PORT, SITE_URL, DATABASE_HOST and so on. Written $$NAME, it stays as it is.',
    wrong: "app: { start: 'php -S $ADDRESS:$PORT', ... }",
    right: "app: { start: 'php -S $HOST:$PORT', ... }",
  },
  SECRET_IN_COMMAND: {
    title: 'A password on a command line',
    explanation:
      'Every process of a host can read the command lines of all others. What holds a password goes into the environment, which only the application and root can read.',
    wrong: "app: { start: 'serve --database $DATABASE_URL', ... }",
    right: "app: { start: 'serve', environment: { DB: '$DATABASE_URL' }, ... }",
  },
  PACKAGE_NAME_INVALID: {
    title: 'Not a Debian package',
    explanation: 'Packages are named as in `apt-get install`: lower case letters, digits, and the signs + - and a dot.',
    wrong: "app: { packages: ['Flask'], ... }",
    right: "app: { packages: ['python3-flask'], ... }",
  },
  STATIC_DIRECTORY_INVALID: {
    title: 'Not a directory in the application',
    explanation:
      "Static files of `app.static` are taken from the application's release, so their directory is relative to it, of letters, digits, dots, hyphens and underscores.",
    wrong: "app: { static: { '/static/': '../shared/static' }, ... }",
    right: "app: { static: { '/static/': 'staticfiles' }, ... }",
  },
  STATIC_PATH_INVALID: {
    title: 'Not a path of static files',
    explanation:
      'Nginx serves everything below the path by itself, so it begins and ends with a slash, is not the whole site, and lies in no other one.',
    wrong: "app: { static: { 'static': 'staticfiles' }, ... }",
    right: "app: { static: { '/static/': 'staticfiles' }, ... }",
  },
  LIMIT_PATH_INVALID: {
    title: 'Not a path with limits of its own',
    explanation:
      'Limits by path go to HAProxy and Nginx, so a path is plain: a slash, then letters, digits, dots, hyphens, underscores and tildes. One that ends with a slash stands for everything below it. The whole site has its limits in `app.limits` itself, and static files need none.',
    wrong: "limits: { paths: { 'upload': { requestBody: '1GiB' } } }",
    right: "limits: { paths: { '/upload/': { requestBody: '1GiB' } } }",
  },
  LIMIT_CONFLICT: {
    title: 'Limits that contradict each other',
    explanation:
      'One limit makes another one impossible, such as a body that Nginx should keep on its disk and that is too large for it, or a server of the application that gives up earlier than its users do.',
    wrong: "limits: { paths: { '/upload/': { requestBody: '8GiB', requestBuffering: true } } }",
    right: "limits: { paths: { '/upload/': { requestBody: '8GiB' } } }",
  },
  REQUEST_BODY_TOO_LARGE: {
    title: 'Too large for one request',
    explanation:
      'A request that breaks after hours begins again at its first byte. What is that large is better sent in parts, each a request of its own.',
    wrong: "limits: { requestBody: '1000GiB' }",
    right: "limits: { requestBody: '1GiB' }",
  },
  ENVIRONMENT_VALUE_INVALID: {
    title: 'Unusable value of a variable',
    explanation: 'The values stand in a file of lines, so each is one line of at most 4,096 characters.',
    wrong: "app: { environment: { GREETING: 'Hello\\nWorld' }, ... }",
    right: "app: { environment: { GREETING: 'Hello World' }, ... }",
  },
  JOB_NAME_INVALID: {
    title: 'Not a name for a job',
    explanation: 'A job becomes a systemd timer of that name: lower case letters, digits and hyphens.',
    wrong: "jobs: [{ name: 'Clean up', ... }]",
    right: "jobs: [{ name: 'clean-up', ... }]",
  },
  JOB_NAME_DUPLICATE: {
    title: 'Two jobs of one name',
    explanation: 'Each job becomes a systemd timer of its name, so names must differ.',
    wrong: "jobs: [{ name: 'clean-up', ... }, { name: 'clean-up', ... }]",
    right: "jobs: [{ name: 'clean-up', ... }, { name: 'report', ... }]",
  },
  CRON_INVALID: {
    title: 'Not a schedule',
    explanation:
      'A schedule has five fields as in crontab(5): minute, hour, day of month, month, day of week. Each is a star, a number, a range, a step of those, or a list.',
    wrong: "jobs: [{ schedule: '0 25 * * *', ... }]",
    right: "jobs: [{ schedule: '0 3 * * *', ... }]",
  },
  STATIC_DIRECTORY_MISSING: {
    title: 'The static files are not there',
    explanation: 'The directory of static files does not exist. The path is relative to the declaration.',
    wrong: "web: { static: 'pubic' }",
    right: "web: { static: 'public' }",
  },
  SITE_NAME_INVALID: {
    title: 'The site cannot have this name',
    explanation: 'Names of the site are host names inside of the domain, since only that zone is served.',
    wrong: "web: { names: ['www.other.org.'] }",
    right: "web: { names: ['www', '@'] }",
  },
  SITE_NAME_DUPLICATE: {
    title: 'A name of the site twice',
    explanation: 'The same name appears twice, perhaps once relative and once in full.',
    wrong: "web: { names: ['www', 'www.foobar.com'] }",
    right: "web: { names: ['www'] }",
  },
  SITE_NAME_MISSING: {
    title: 'The site has no name',
    explanation: 'Without a name nobody can ask for the site, and its certificate would be for nothing.',
    wrong: 'web: { names: [] }',
    right: "web: { names: ['www', '@'] }",
  },
  TLS_CERTIFICATE_INVALID: {
    title: 'Not a certificate',
    explanation: "A certificate is 'lab-ca', or the names of two PEM files: the chain and its key.",
    wrong: "tls: { certificate: { certificateFile: 'site.pem' } }",
    right: "tls: { certificate: { certificateFile: 'site.pem', keyFile: 'site.key' } }",
  },
  TLS_FILE_MISSING: {
    title: "The certificate's file is not there",
    explanation: 'A file of the certificate does not exist. Paths are relative to the declaration.',
    wrong: "tls: { certificate: { certificateFile: 'sit.pem', keyFile: 'site.key' } }",
    right: "tls: { certificate: { certificateFile: 'site.pem', keyFile: 'site.key' } }",
  },
  RATE_LIMIT_INVALID: {
    title: 'Not a rate limit',
    explanation:
      'A rate limit is a number of requests and the time that they are counted in, at least one in 10 seconds.',
    wrong: 'loadBalancer: { rateLimit: 200 }',
    right: "loadBalancer: { rateLimit: { requests: 200, per: '10s' } }",
  },
  ALERT_RECEIVER_INVALID: {
    title: 'Nobody can be told there',
    explanation: 'Alerts by e-mail need an address, a sender, and a mail server with its port that offers TLS.',
    wrong: "monitoring: { alerts: { email: { to: 'ops', ... } } }",
    right: "monitoring: { alerts: { email: { to: 'ops@example.net', ... } } }",
  },
  ALERT_SECRET_INVALID: {
    title: 'A secret stands in the declaration',
    explanation:
      'URLs and passwords by which alerts are sent are secrets. The declaration names them, and each environment has values of its own: smartx secrets set monitoring:NAME.',
    wrong: "monitoring: { alerts: { webhook: { url: 'https://example.net/key' } } }",
    right: "monitoring: { alerts: { webhook: { url: 'ALERTS_URL' } } }",
  },
  OBJECTIVE_INVALID: {
    title: 'Not an objective',
    explanation:
      'An objective is the share of requests that users are promised, in percent with at most three decimals: less than 50 is no promise, and 100 leaves no room for a single failure, so that it is broken from the first one on.',
    wrong: 'monitoring: { objective: { availability: 100 } }',
    right: 'monitoring: { objective: { availability: 99.9 } }',
  },
  LATENCY_NOT_COUNTED: {
    title: 'No bucket ends there',
    explanation:
      'Durations of requests are counted in buckets. How many requests were faster than the end of a bucket is known exactly, and between two ends it would be a guess.',
    wrong: "monitoring: { objective: { latency: { within: '300ms' } } }",
    right: "monitoring: { objective: { latency: { within: '250ms' } } }",
  },
  LOG_SIZE_TOO_SMALL: {
    title: 'Too little for the logs of a host',
    explanation:
      'What the lines of one host may take on a monitoring host is divided among the files of all days that are kept. With very little, a file would be turned after minutes, and nothing of yesterday would be left.',
    wrong: "monitoring: { logs: { maxSize: '1MiB' } }",
    right: "monitoring: { logs: { maxSize: '2GiB' } }",
  },
  BACKUP_TARGET_INVALID: {
    title: 'Nowhere to put backups',
    explanation:
      'Backups go to a directory of the database hosts, given by its absolute path, or to a repository of restic, whose password and keys stand in a file beside the declaration; over SFTP it also needs a private key and the keys of the other host. A password in the repository itself would stand in lists of processes, logs and plans. The directory must be one of its own, and one that outlives a boot.',
    wrong: "database: { backup: { target: { directory: 'backups' } } }",
    right: "database: { backup: { target: { directory: '/var/backups/smartx' } } }",
  },
  SCHEMA_NAME_INVALID: {
    title: 'Not a name for a schema',
    explanation: 'A schema is named so that it needs no quoting anywhere: lower case letters, digits and underscores.',
    wrong: "database: { schema: 'my-app' }",
    right: "database: { schema: 'my_app' }",
  },
  SCHEMA_NAME_RESERVED: {
    title: 'The server owns this schema',
    explanation: 'MySQL keeps its own tables in that schema, or Smartx does.',
    wrong: "database: { schema: 'mysql' }",
    right: "database: { schema: 'app' }",
  },
  BUFFER_POOL_TOO_SMALL: {
    title: 'The buffer pool is too small',
    explanation: 'With less than 32 MiB of buffer pool MySQL spends its time on reading the same pages again.',
    wrong: "database: { bufferPool: '8MiB' }",
    right: "database: { bufferPool: '128MiB' }",
  },
  METRICS_SIZE_TOO_SMALL: {
    title: 'There is no room for measurements',
    explanation: 'With less than 512 MiB Prometheus throws measurements away before anybody has looked at them.',
    wrong: "monitoring: { maxSize: '64MiB' }",
    right: "monitoring: { maxSize: '10GiB' }",
  },
  ADMIN_NETWORK_TOO_WIDE: {
    title: 'SSH for half the world',
    explanation:
      'An admin network wider than /8 opens SSH to everybody, which is what the firewall is there to prevent.',
    wrong: "firewall: { adminNetworks: ['0.0.0.0/0'] }",
    right: "firewall: { adminNetworks: ['203.0.113.0/24'] }",
  },
} as const satisfies CataloguePart;
