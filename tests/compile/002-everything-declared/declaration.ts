import { definePlatform, lab } from '../../../src/index.ts';

/** Every field that can be declared, each with a value that is not its default. */
export default definePlatform({
  domain: 'shop.example',
  dns: {
    ttl: '10m',
    contact: 'dns.team@example.net',
    records: [
      { name: '@', type: 'MX', value: '10 mail' },
      { name: '@', type: 'TXT', value: `v=spf1 mx -all; "quoted" and \\ backslash; ${'x'.repeat(300)}` },
      { name: '@', type: 'CAA', value: '0 issue "letsencrypt.org"' },
      { name: 'mail', type: 'A', value: '192.0.2.25', ttl: '1h' },
      { name: 'mail', type: 'AAAA', value: '2001:db8::25', ttl: '1h' },
      { name: 'docs', type: 'CNAME', value: 'pages.example.net.' },
      { name: '_sip._tcp', type: 'SRV', value: '0 5 5060 mail' },
      { name: '*.dev', type: 'A', value: '192.0.2.80' },
    ],
  },
  tls: {
    certificate: { certificateFile: 'tls/site.crt', keyFile: 'tls/site.key' },
    minimumVersion: '1.3',
    hsts: '0s',
  },
  loadBalancer: {
    maxConnections: 20_000,
    rateLimit: { requests: 600, per: '1m' },
    virtualRouterId: 77,
    advertInterval: '200ms',
  },
  web: { names: ['@', 'www', 'static'], static: false, maxBody: '64MiB' },
  app: {
    directory: 'app',
    start: ['node', '--enable-source-maps', 'src/the main.ts', '--rate=50%', '$HOME', "it's", 'a"b\\c', ''],
    build: 'npm ci --omit=dev',
    buildOn: 'hosts',
    migrate: ['node', 'src/migrate.ts'],
    port: 18_123,
    health: '/alive',
    ready: '/ready',
    metrics: '/metrics',
    contract: 'ledger',
    mayChangeSchema: true,
    startTimeout: '2m',
    environment: { GREETING: 'say "hi" for $5 \\ `now`', NODE_ENV: 'staging', EMPTY: '' },
    secrets: ['STRIPE_KEY', 'MAIL_KEY'],
    jobs: [
      { name: 'report', schedule: '0 3 * * 1-5', command: 'node src/report.ts' },
      { name: 'tidy', schedule: '*/20 0-6 1,15 jan-mar mon', command: ['bin/tidy', '--all'] },
    ],
  },
  database: { members: 5, schema: 'orders', bufferPool: '1GiB', maxConnections: 300 },
  firewall: { adminNetworks: ['203.0.113.0/24', '198.51.100.7/32'] },
  monitoring: {
    scrapeInterval: '5s',
    retention: '90d',
    alerts: {
      email: {
        to: 'ops@example.net',
        from: 'smartx@foobar.com',
        smarthost: 'mail.example.net:587',
        username: 'smartx',
        password: 'MAIL_PASSWORD',
      },
      webhook: { url: 'ALERTS_URL' },
      slack: { url: 'SLACK_URL', channel: '#ops' },
    },
    deadMan: { url: 'DEAD_MAN_URL' },
  },
  environments: {
    lab: lab({
      dns: 3,
      loadBalancers: 3,
      web: 3,
      monitoring: 2,
      public: '198.18.0.0/24',
      private: '198.19.0.0/20',
      virtualAddress: '198.18.0.200',
    }),
  },
});

export const hosts = ['db-5', 'lb-3', 'mon-2', 'ns-1', 'ns-3', 'web-1'];
