import { z } from 'zod';
import type { AlertsDeclaration, EmailDeclaration, MonitoringDeclaration } from './declaration.ts';
import { type Fields, leaf, line } from './leaf.ts';
import type { Alerts } from './model.ts';
import { bad, good, type Reading, show } from './reading.ts';

const secretName = () => leaf(parseSecretName);

const emailSchema = z.strictObject({
  to: leaf(parseMailbox),
  from: leaf(parseMailbox),
  smarthost: leaf(parseSmarthost),
  username: line(255).optional(),
  password: secretName().optional(),
} satisfies Fields<EmailDeclaration>);

export const alertsSchema = z.strictObject({
  email: emailSchema.optional(),
  webhook: z.strictObject({ url: secretName() }).optional(),
  slack: z.strictObject({ url: secretName(), channel: line(80).optional() }).optional(),
} satisfies Fields<AlertsDeclaration>);

export const deadManSchema = z.strictObject({
  url: secretName(),
} satisfies Fields<NonNullable<MonitoringDeclaration['deadMan']>>);

/** Whoever gives a user name without a password is believed to log in without one. */
export function alertsOf({ email, webhook, slack }: z.output<typeof alertsSchema>): Alerts {
  return {
    email: email && {
      ...{ to: email.to, from: email.from, smarthost: email.smarthost },
      login:
        email.username === undefined || email.password === undefined
          ? undefined
          : { username: email.username, password: email.password },
    },
    webhook,
    slack: slack && { url: slack.url, channel: slack.channel },
  };
}

/** A URL or a password that stands here would be in the repository. */
function parseSecretName(value: unknown): Reading<string> {
  if (typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value)) return good(value);
  return bad(
    'ALERT_SECRET_INVALID',
    // It may be the secret itself, which must not be shown.
    'this is no name of a secret.',
    "Write a name in capitals, such as 'ALERTS_URL', and keep the value by smartx secrets set monitoring:ALERTS_URL.",
  );
}

function parseMailbox(value: unknown): Reading<string> {
  return typeof value === 'string' && /^[^\s@"'<>,;]+@[A-Za-z0-9.-]+$/.test(value)
    ? good(value)
    : bad('ALERT_RECEIVER_INVALID', `${show(value)} is not an address of e-mail.`, "Write one: 'ops@example.net'.");
}

function parseSmarthost(value: unknown): Reading<string> {
  return typeof value === 'string' && /^[A-Za-z0-9.-]+:[0-9]{1,5}$/.test(value)
    ? good(value)
    : bad(
        'ALERT_RECEIVER_INVALID',
        `${show(value)} is not a mail server.`,
        "Write its name and port: 'mail.example.net:587'.",
      );
}
