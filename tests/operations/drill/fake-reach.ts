import type { DrillReach } from '../../../src/operations/drill/reach.ts';
import { type RecordedAnswer, recordedTransport } from '../../../src/transport/recorded.ts';
import { samplePlatform } from '../../platform/sample.ts';

/** What a fake reach was asked to do, in order: `web-1: systemctl …`, `here: ip link …`, `kill lb-1`. */
export interface FakeReach extends DrillReach {
  readonly done: string[];
}

export interface FakeAnswers {
  /** What a host answers to a script with its arguments; nothing and exit code 0 without it. */
  readonly onHost?: (host: string, script: string, args: readonly string[]) => RecordedAnswer;
  readonly here?: (command: string) => { exitCode?: number; stdout?: string; stderr?: string };
  readonly running?: () => readonly string[];
  readonly kill?: (host: string) => Promise<void>;
  readonly start?: (host: string) => Promise<void>;
  /** Other fields of the declaration. */
  readonly declared?: Parameters<typeof samplePlatform>[0];
  /** Transactions of the scratch instance in which a backup was restored. */
  readonly restored?: string;
}

export function fakeReach(answers: FakeAnswers = {}): FakeReach {
  const platform = samplePlatform(answers.declared);
  const done: string[] = [];
  const transport = recordedTransport(({ host, argv, input }) => {
    const script = new TextDecoder().decode(input);
    done.push(`${host}: ${[script.trim(), ...argv.slice(3)].join(' | ')}`);
    return answers.onHost?.(host, script, argv.slice(3)) ?? {};
  });
  return {
    done,
    platform,
    transport,
    machines: {
      kill: async (host) => {
        done.push(`kill ${host}`);
        await answers.kill?.(host);
      },
      start: async (host) => {
        done.push(`start ${host}`);
        await answers.start?.(host);
      },
      running: async () => new Set(answers.running?.() ?? platform.hosts.map(({ name }) => name)),
    },
    deploy: async (app, what) => {
      done.push(`deploy ${what} of ${app.id}`);
    },
    backups: {
      make: async () => {
        done.push('back up');
        return { name: 'full-1', host: 'db-3' };
      },
      shipLogs: async (host) => {
        done.push(`ship logs of ${host}`);
      },
      check: async (name) => {
        done.push(`check ${name}`);
        const figures = { tables: 1, rows: 1, logs: 1, seconds: 1, gtids: answers.restored ?? '' };
        return { kind: 'check', name, when: '2026-11-24T09:30:00Z', good: true, reason: '', ...figures };
      },
      restoreBefore: async (transaction) => {
        done.push(`restore to before ${transaction}`);
      },
      tidy: async () => {
        done.push('tidy');
      },
    },
    local: async (argv) => {
      done.push(`here: ${argv.join(' ')}`);
      return { exitCode: 0, stdout: '', stderr: '', ...answers.here?.(argv.join(' ')) };
    },
  };
}
