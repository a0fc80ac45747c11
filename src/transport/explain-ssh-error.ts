import type { TransportFailure } from './transport-failure.ts';

/** What ssh(1) means by its words when it ends with 255, and what helps. */
export interface SshError {
  readonly kind: TransportFailure['kind'];
  readonly reason: string;
  /** Undefined where nothing is known but that the host does not answer. */
  readonly next: string | undefined;
}

/** The first of these that fits: ssh tells the cause before its consequences. */
const known: readonly { readonly words: RegExp; readonly error: SshError }[] = [
  {
    words: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    error: {
      kind: 'refused',
      reason: 'its host key is another one than known_hosts says',
      next: 'find out why: a new installation has a new key, and so has somebody in between. If it is right, remove the old key (ssh-keygen -R HOST) and log in once by hand.',
    },
  },
  {
    words: /Host key verification failed|No \S+ host key is known for/,
    error: {
      kind: 'refused',
      reason: 'its host key is not in known_hosts',
      next: 'log in once by hand and compare the fingerprint with what the server shows (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), or write its key into known_hosts.',
    },
  },
  {
    words: /Permission denied \(/,
    error: {
      kind: 'refused',
      reason: 'it does not take our key',
      next: 'make sure that the key is loaded (ssh-add -l) and stands in authorized_keys of that user, then try the same by hand with ssh.',
    },
  },
  {
    words: /Could not resolve hostname/,
    error: {
      kind: 'unreachable',
      reason: 'nobody knows its address',
      next: 'correct `ssh` of this host in smartx.config.ts, or your ssh_config.',
    },
  },
  {
    words: /Bad configuration option|terminating, \d+ bad configuration|Can't open user config file/,
    error: {
      kind: 'refused',
      reason: 'ssh does not understand its configuration',
      next: 'see what ssh says, and correct that file.',
    },
  },
];

export function explainSshError(stderr: string): SshError {
  const found = known.find(({ words }) => words.test(stderr));
  return (
    found?.error ?? { kind: 'unreachable', reason: 'the SSH connection could not be made, or broke', next: undefined }
  );
}
