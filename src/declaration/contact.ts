import type { Problem } from '../problems/problem.ts';
import { isHostName } from './domain-name.ts';
import { show } from './reading.ts';

/** The mailbox of the SOA record as a domain name: the first label is the local part (RFC 1035 section 3.3.13). */
export function readContact(written: string, domain: string): { contact: string; problems: Problem[] } {
  const [local, host = domain, ...rest] = written.split('@');
  if (rest.length === 0 && /^[A-Za-z0-9_+.-]{1,63}$/.test(local!) && isHostName(host)) {
    return { contact: `${local!.replaceAll('.', '\\.')}.${host}`, problems: [] };
  }
  const problem: Problem = {
    code: 'CONTACT_INVALID',
    path: 'dns.contact',
    reason: `${show(written)} is not a mailbox.`,
    fix: "Write 'hostmaster', or a whole address: 'hostmaster@foobar.com'.",
  };
  return { contact: `hostmaster.${domain}`, problems: [problem] };
}
