import { writtenBySmartx } from '../file.ts';
import { hostTls } from '../host-tls.ts';
import type { Alertmanager, Receiver } from './model.ts';

/**
 * alertmanager.yml (prometheus.io/docs, "Alerting: Configuration"). Alerts about one host are one message, and a host that is
 * down is the only thing that is told about it. What drills forge is kept and shown, tells nobody, and quiets nothing real.
 */
export function renderAlertmanager({ people, deadMan }: Alertmanager): string {
  return `# ${writtenBySmartx}
route:
  receiver: ${people.name}
  group_by: [host]
  group_wait: 15s
  group_interval: 2m
  repeat_interval: 4h
  routes:
    - matchers: ['drill!=""']
      receiver: nobody
    - matchers: ['alertname="Watchdog"']
      receiver: ${deadMan?.name ?? 'nobody'}
      group_by: [alertname]
      group_wait: 0s
      group_interval: 30s
      repeat_interval: 50s
inhibit_rules:
  - source_matchers: ['alertname="HostDown"', 'drill=""']
    target_matchers: ['alertname!="HostDown"', 'drill=""']
    equal: [host]
  - source_matchers: ['severity="critical"', 'drill=""']
    target_matchers: ['severity="warning"', 'alertname!="Watchdog"', 'drill=""']
    equal: [tier, host]
receivers:
  - name: nobody
${[people, ...(deadMan === undefined ? [] : [deadMan])].map(renderReceiver).join('')}`;
}

function renderReceiver({ name, email, slack, webhook }: Receiver): string {
  return [
    `  - name: ${name}`,
    ...(webhook === undefined ? [] : ['    webhook_configs:', `      - url_file: ${webhook.urlFile}`]),
    ...(slack === undefined
      ? []
      : [
          '    slack_configs:',
          `      - api_url_file: ${slack.urlFile}`,
          ...(slack.channel === undefined ? [] : [`        channel: ${quote(slack.channel)}`]),
          '        send_resolved: true',
          `        title: ${quote(title)}`,
          `        text: ${quote(text)}`,
        ]),
    ...(email === undefined
      ? []
      : [
          '    email_configs:',
          `      - to: ${quote(email.to)}`,
          `        from: ${quote(email.from)}`,
          `        smarthost: ${quote(email.smarthost)}`,
          ...(email.login === undefined
            ? []
            : [
                `        auth_username: ${quote(email.login.username)}`,
                `        auth_password_file: ${email.login.passwordFile}`,
              ]),
          '        send_resolved: true',
          `        headers: { Subject: ${quote(title)} }`,
          `        text: ${quote(text)}`,
          "        html: ''",
        ]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** One line a message: the worst of it first. */
const title =
  '[{{ .Status }}] {{ range $index, $alert := .Alerts }}{{ if lt $index 3 }}{{ if $index }}; {{ end }}{{ $alert.Annotations.summary }}{{ end }}{{ end }}{{ if gt (len .Alerts) 3 }} …{{ end }}';

const text =
  '{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }} ({{ .Labels.severity }})\n{{ .Annotations.description }}\nRunbook: {{ .Annotations.runbook }}\n\n{{ end }}';

/** What is a string in JSON is the same one in YAML (YAML 1.2, 1.2 "Prior Art"), whatever was declared. */
function quote(value: string): string {
  return JSON.stringify(value);
}

/**
 * What peers show each other and ask for (Alertmanager's docs, "HTTPS and authentication: Gossip Traffic"). That a certificate
 * is a monitoring host's (client_allowed_sans) cannot be asked: 0.25, which Debian 12 has, refuses a file that says so.
 */
export function renderPeersTls(): string {
  return `# ${writtenBySmartx}
tls_server_config:
  cert_file: ${hostTls.certificate}
  key_file: ${hostTls.key}
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ${hostTls.authority}
tls_client_config:
  cert_file: ${hostTls.certificate}
  key_file: ${hostTls.key}
  ca_file: ${hostTls.authority}
`;
}
