import { bad, good, type Reading, show } from './reading.ts';

const reserved = ['information_schema', 'mysql', 'performance_schema', 'smartx', 'sys'];

/** A schema that needs no quoting anywhere: MySQL allows 64 characters, and more kinds of them than anybody wants. */
export function parseSchemaName(value: unknown): Reading<string> {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9_]{0,63}$/.test(value)) {
    return bad(
      'SCHEMA_NAME_INVALID',
      `${show(value)} is not a name for a schema.`,
      'Write up to 64 lower case letters, digits and underscores, a letter first.',
    );
  }
  return reserved.includes(value)
    ? bad(
        'SCHEMA_NAME_RESERVED',
        `the schema ${show(value)} belongs to the server itself.`,
        "Write another name: 'app'.",
      )
    : good(value);
}
