import type { Host } from '../../platform/platform.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf } from '../verdict.ts';
import { judgeMembers, quoteSql, type SqlAnswer, sqlQuestions } from './sql.ts';

/**
 * What ACID rests on, whatever the option file says: MySQL Reference Manual, "InnoDB and the ACID Model" and
 * "Group Replication Requirements".
 */
const always: Readonly<Record<string, readonly string[]>> = {
  autocommit: ['ON'],
  default_storage_engine: ['InnoDB'],
  enforce_gtid_consistency: ['ON'],
  foreign_key_checks: ['ON'],
  gtid_mode: ['ON'],
  innodb_checksum_algorithm: ['crc32', 'strict_crc32'],
  // A page that was half written when the power went is found and repaired.
  innodb_doublewrite: ['ON', 'DETECT_AND_RECOVER'],
  innodb_flush_log_at_trx_commit: ['1'],
  log_bin: ['ON'],
  relay_log_recovery: ['ON'],
  sync_binlog: ['1'],
  transaction_isolation: ['READ-COMMITTED', 'REPEATABLE-READ', 'SERIALIZABLE'],
  unique_checks: ['ON'],
};

const ofGroups: Readonly<Record<string, readonly string[]>> = {
  // A new primary has applied what the old one acknowledged before it answers.
  group_replication_consistency: ['BEFORE_ON_PRIMARY_FAILOVER', 'BEFORE', 'AFTER', 'BEFORE_AND_AFTER'],
  group_replication_exit_state_action: ['OFFLINE_MODE', 'ABORT_SERVER'],
  group_replication_single_primary_mode: ['ON'],
};

/** 0 would let a member that is cut off wait for ever, with clients that hang. */
const majorityTimeout = 'group_replication_unreachable_majority_timeout';

/** An acknowledged write is on a disk, and members that are cut off serve nobody. */
export function durability({ platform }: Subject): PlatformPromise {
  const isGroup = platform.database.mode === 'group';
  const expected = isGroup ? { ...always, ...ofGroups } : always;
  const names = [...Object.keys(expected), ...(isGroup ? [majorityTimeout] : [])].sort();
  return {
    id: 'database.acid',
    tier: 'database',
    claim: `Commits are atomic, isolated, and on disk before they are acknowledged${isGroup ? '; a member that lost its group serves nobody' : ''}.`,
    method: `Each server is asked for ${names.length} variables that this rests on: ${names.join(', ')}.`,
    limits: 'Settings are no crash: that nothing acknowledged is lost is measured by drills.',
    questions: sqlQuestions(platform, 'what ACID rests on', [
      `select variable_name, variable_value from performance_schema.global_variables where variable_name in (${names.map(quoteSql).join(', ')})`,
    ]),
    judge: (answers) => verdictOf(judgeMembers(platform, 'what ACID rests on', answers, judgeServer)),
  };

  function judgeServer(host: Host, { rows }: SqlAnswer): Finding {
    const actual = new Map(rows.map(([name = '', value = '']) => [name, value]));
    const faults = Object.entries(expected).flatMap(([name, allowed]) => {
      const seen = actual.get(name);
      if (seen !== undefined && allowed.includes(seen)) return [];
      return [`${host.name} should run with ${name} = ${allowed.join(' or ')}, and has ${seen ?? 'no such variable'}.`];
    });
    const waits = isGroup && !(Number(actual.get(majorityTimeout)) > 0);
    return {
      faults: waits
        ? [...faults, `${host.name} should give up without a majority (${majorityTimeout}), and waits for ever.`]
        : faults,
      evidence: `${host.name}: ${rows.length} variables`,
    };
  }
}
