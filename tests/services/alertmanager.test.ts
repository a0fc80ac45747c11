import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { MonitoringDeclaration } from '../../src/declaration/declaration.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { samplePlatform } from '../platform/sample.ts';

function filesOf(monitoring: MonitoringDeclaration, hosts = 1) {
  const base = samplePlatform({ monitoring });
  const [first] = base.hosts.filter(({ roles }) => roles.includes('monitoring'));
  const more = hosts === 1 ? [] : [{ ...first!, name: 'mon-2', privateAddress: '10.214.0.122' }];
  const platform = { ...base, hosts: [...base.hosts, ...more] };
  const { hosts: compiled } = compile(platform, placeholderMaterials(platform));
  return new Map(compiled.find(({ host }) => host === 'mon-1')!.files.map((file) => [file.path, file]));
}

const configuration = '/etc/prometheus/alertmanager.yml';

describe('Alertmanager', () => {
  test('tells nobody where nobody is declared', () => {
    const content = filesOf({}).get(configuration)!.content;
    expect(content).not.toMatch(/_configs:/);
  });

  test('reads what is secret from files that its group alone may read', () => {
    const files = filesOf({
      alerts: {
        email: {
          ...{ to: 'ops@example.net', from: 'smartx@foobar.com', smarthost: 'mail.example.net:587' },
          ...{ username: 'smartx', password: 'MAIL_PASSWORD' },
        },
        webhook: { url: 'ALERTS_URL' },
        slack: { url: 'SLACK_URL', channel: '#ops' },
      },
      deadMan: { url: 'DEAD_MAN_URL' },
    });
    const { content, mode } = files.get(configuration)!;
    expect(mode).toBe(0o644);
    expect(content).not.toContain('placeholder');
    const named = [...content.matchAll(/_file: (\S+)/g)].map(([, path]) => path!);
    expect(named).toHaveLength(4);
    for (const path of named) {
      expect(files.get(path)).toMatchObject({ mode: 0o640, owner: 'root', group: 'prometheus', secret: true });
      expect(files.get(path)!.content).toContain('placeholder-monitoring:');
    }
  });

  test('takes what was declared as it was written', () => {
    const channel = 'a "quoted" \\ name';
    const content = filesOf({ alerts: { slack: { url: 'SLACK_URL', channel } } }).get(configuration)!.content;
    expect(content).toContain(`channel: ${JSON.stringify(channel)}\n`);
    expect(content).toContain('\\nRunbook: {{ .Annotations.runbook }}\\n');
  });

  test('of one host listens to no others, of several with certificates alone', () => {
    const argumentsOf = (hosts: number) => filesOf({}, hosts).get('/etc/default/prometheus-alertmanager')!.content;
    expect(argumentsOf(1)).toMatch(/--cluster.listen-address="/);
    expect(argumentsOf(2)).toMatch(/--cluster.peer=10.214.0.122:9094 --cluster.tls-config=/);
    const peers = filesOf({}, 2).get('/etc/smartx/alerts/peers.yml')!.content;
    expect(peers).toContain('RequireAndVerifyClientCert');
    // Debian 12's Alertmanager does not start with it.
    expect(peers).not.toContain('\n  client_allowed_sans');
  });
});
