export const alertmanagerConfiguration = '/etc/prometheus/alertmanager.yml';

/** What must not stand in the configuration, which everybody may read. */
export const alertSecretFiles = {
  directory: '/etc/smartx/alerts',
  emailPassword: '/etc/smartx/alerts/email-password',
  webhookUrl: '/etc/smartx/alerts/webhook-url',
  slackUrl: '/etc/smartx/alerts/slack-url',
  deadManUrl: '/etc/smartx/alerts/dead-man-url',
} as const;

/** For the daemons on several monitoring hosts: how they know each other. */
export const peersTls = '/etc/smartx/alerts/peers.yml';
