import * as z from 'zod/mini';
import type { DatabaseAgentConfig } from './config.ts';

const name = z
  .string()
  .check(z.regex(/^[A-Za-z0-9._-]{1,60}$/, 'must be 1 to 60 letters, digits, dots, dashes or underscores'));
// MySQL Reference Manual, "Account Names": user names have at most 32 characters, host names 255.
const user = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.-]{1,32}$/, 'must be 1 to 32 letters, digits, dots, dashes or underscores'));
const accountHost = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_.:%/-]{1,255}$/, 'must be a host name, an address or a pattern such as 10.0.0.%'));
const schemaName = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_$-]{1,64}$/, 'must be 1 to 64 letters, digits, dashes, dollar signs or underscores'));
const password = z.string().check(z.regex(/^[^\0\n]{8,128}$/, 'must have 8 to 128 characters'));
const address = z.string().check(z.regex(/^[0-9A-Fa-f.:]{2,45}$/, 'must be an IP address'));
const privilege = z.string().check(z.regex(/^[A-Z][A-Z_ ]*$/, 'must be a privilege in capitals, such as SELECT'));
const grantTarget = z
  .string()
  .check(
    z.regex(/^(?:\*\.\*|[A-Za-z0-9_$-]{1,64}\.(?:\*|[A-Za-z0-9_$-]{1,64}))$/, 'must be *.*, schema.* or schema.table'),
  );
const absolutePath = z.string().check(z.regex(/^\//, 'must be an absolute path'));
const credentials = z.strictObject({ user, password });
const member = z.strictObject({ name, address });

/** The shape of the configuration file. What its parts must not contradict is checked after it, in config.ts. */
export const configSchema: z.ZodMiniType<DatabaseAgentConfig> = z.strictObject({
  mode: z.enum(['single', 'group']),
  self: member,
  members: z.array(member).check(z.minLength(1), z.maxLength(9)),
  listen: z.strictObject({ address, port: z.int().check(z.minimum(1), z.maximum(65535)) }),
  groupName: z.uuid('must be a UUID'),
  socketPath: absolutePath,
  recovery: credentials,
  agent: credentials,
  tls: z.strictObject({ ca: absolutePath }),
  accounts: z.array(
    z.strictObject({
      user,
      host: accountHost,
      password,
      keepsOldPassword: z.optional(z.literal(true)),
      requireTls: z.boolean(),
      grants: z.array(z.strictObject({ privileges: z.array(privilege).check(z.minLength(1)), on: grantTarget })),
    }),
  ),
  schemas: z.array(schemaName),
});
