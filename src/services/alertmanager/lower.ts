import type { Platform } from '../../platform/platform.ts';
import type { Alertmanager } from './model.ts';
import { alertSecretFiles } from './paths.ts';

/** Who is told. */
export function lowerAlertmanager({ monitoring }: Platform): Alertmanager {
  const { email, webhook, slack } = monitoring.alerts;
  const people = {
    name: 'people',
    ...(webhook === undefined ? {} : { webhook: { urlFile: alertSecretFiles.webhookUrl } }),
    ...(slack === undefined ? {} : { slack: { urlFile: alertSecretFiles.slackUrl, channel: slack.channel } }),
    ...(email === undefined
      ? {}
      : {
          email: {
            ...{ to: email.to, from: email.from, smarthost: email.smarthost },
            login: email.login && { username: email.login.username, passwordFile: alertSecretFiles.emailPassword },
          },
        }),
  };
  const deadMan =
    monitoring.deadMan === undefined
      ? undefined
      : { name: 'dead-man', webhook: { urlFile: alertSecretFiles.deadManUrl } };
  return { people, deadMan };
}
