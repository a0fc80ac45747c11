import type { Answer, DerivePromises } from '../promise.ts';
import { type Finding, judgeEach, withProgram } from '../verdict.ts';
import { digQuestion, parseRecords } from './dig.ts';
import { type NameServer, nameServersOf, noAnswer } from './name-servers.ts';

/** Whole zones are for the other name servers. */
export const deriveTransferPromises: DerivePromises = ({ platform }) => {
  const { domain } = platform;
  const asked = nameServersOf(platform).flatMap((server) =>
    ['AXFR', 'IXFR=1'].map((kind) => ({ server, kind: kind.slice(0, 4), words: [`${domain}.`, kind] })),
  );
  return [
    {
      id: 'dns.transfer-refused',
      tier: 'dns',
      claim: 'Strangers cannot copy the zone.',
      method: 'A user outside asks each name server for a whole transfer (AXFR) and for the changes since (IXFR).',
      limits: 'Asked without a key and from one address only.',
      questions: asked.map(({ server, words }) => digQuestion(server, words)),
      judge: withProgram(
        'dig',
        judgeEach(asked, ({ server, kind }, answer) => judgeTransfer(server, kind, answer)),
      ),
    },
  ];
};

/** dig prints a transfer without headers, and "Transfer failed." whatever the server's reason is. */
function judgeTransfer(server: NameServer, kind: string, answer: Answer): Finding {
  const printed = answer.kind === 'answered' ? answer.stdout : '';
  const records = parseRecords(printed);
  if (records.length > 0)
    return { faults: [`${server.name} gave ${kind} of the zone to a stranger: ${records.length} records.`] };
  if (/^; Transfer failed\.$/m.test(printed)) return { faults: [], evidence: `${server.name} refuses ${kind}` };
  return noAnswer(server, answer);
}
