import type { Host } from '../../platform/platform.ts';
import type { Answer, PlatformPromise, Subject, Verdict } from '../promise.ts';
import { answerAt, type Finding, verdictOf } from '../verdict.ts';
import {
  compressibleBytesMin,
  readStaticSample,
  type SampledAnswer,
  type SampledFile,
  staticSampleHosts,
  staticSampleQuestions,
} from './static-sample.ts';

/** What holds for files, where the site has some. */
export function staticFiles(subject: Subject): readonly PlatformPromise[] {
  if (subject.platform.web.staticDirectory === undefined) return [];
  return [compression(subject), servedByNginx(subject)];
}

function servedByNginx({ platform }: Subject): PlatformPromise {
  return {
    id: 'web.static-by-nginx',
    tier: 'web',
    claim: 'Static files are served by Nginx itself, without asking the application.',
    method:
      'Each web host reads some of its static files from the disk, asks its own Nginx for them over verified TLS, and compares the bytes and the ETag, which Nginx makes of the time and the size of the file on this very host.',
    limits: 'A page, a text and the first file stand for all of them.',
    questions: staticSampleQuestions(platform),
    judge: judgeSamples(
      staticSampleHosts(platform),
      judgeServed,
      'The static directory holds no file that could be asked for.',
    ),
  };
}

function compression({ platform }: Subject): PlatformPromise {
  return {
    id: 'web.compression',
    tier: 'web',
    claim:
      'Text is sent compressed to whoever takes it so, as it is to everybody else, and caches are told the difference.',
    method:
      'Each web host asks its own Nginx for a text file with and without Accept-Encoding, and compares Content-Encoding, Vary, and the bytes after decompressing.',
    limits:
      'One file stands for all text; answers of the application are compressed by the same rules, which is not tried.',
    questions: staticSampleQuestions(platform),
    judge: judgeSamples(
      staticSampleHosts(platform),
      judgeCompressed,
      `There is no static text file of more than ${compressibleBytesMin} bytes, and smaller ones are not compressed.`,
    ),
  };
}

/** What one file says; undefined when it is not a case of the promise. */
type JudgeFile = (host: Host, file: SampledFile) => Finding | undefined;

/** @param nothing why nothing is known when no file of any host is a case of the promise */
function judgeSamples(hosts: readonly Host[], judgeFile: JudgeFile, nothing: string) {
  return (answers: readonly Answer[]): Verdict => {
    const findings = hosts.flatMap((host, index) => {
      const sample = readStaticSample(host, answerAt(answers, index));
      return sample.ok ? sample.files.flatMap((file) => judgeFile(host, file) ?? []) : [sample.finding];
    });
    return findings.length === 0 ? { outcome: 'unchecked', reason: nothing } : verdictOf(findings);
  };
}

function judgeServed(host: Host, file: SampledFile): Finding {
  const whole = `${host.name} should serve ${file.path}`;
  const { plain } = file;
  if (!plain.ok) return { faults: [`${whole}, and gives no answer: ${plain.problem}.`] };
  if (plain.status !== 200) return { faults: [`${whole}, and answers ${plain.status}.`] };
  const etag = plain.headers.get('etag');
  const expected = `"${file.changedAt.toString(16)}-${file.bytes.toString(16)}"`;
  return {
    faults: [
      ...(plain.sha256 === file.sha256 ? [] : [`${whole} as it is on its disk, and sends other bytes.`]),
      ...(etag === expected
        ? []
        : [
            `${whole} with the ETag of its file, ${expected}, and sends ${etag ?? 'none'}: it was not Nginx that served it.`,
          ]),
    ],
    evidence: `${host.name} serves ${file.path} from its disk`,
  };
}

function judgeCompressed(host: Host, file: SampledFile): Finding | undefined {
  const isText = /[.](css|js|svg|txt|xml|json|html)$/.test(file.path);
  if (!isText || file.bytes <= compressibleBytesMin) return undefined;
  const { compressed, plain } = file;
  if (!compressed.ok || !plain.ok) {
    return {
      faults: [
        `${host.name} should serve ${file.path}, and gives no answer: ${problemOf(compressed) ?? problemOf(plain)}.`,
      ],
    };
  }
  const [wanted, unwanted] = [compressed, plain].map(({ headers }) => headers.get('content-encoding'));
  const variesBy = [compressed, plain].map(({ headers }) => headers.get('vary') ?? '');
  return {
    faults: [
      ...(wanted === 'gzip'
        ? []
        : [
            `${host.name} should compress ${file.path} (gzip) for whoever takes it, and sends it ${wanted ?? 'as it is'}.`,
          ]),
      ...(unwanted === undefined
        ? []
        : [`${host.name} sends ${file.path} as ${unwanted} to somebody who did not ask for that.`]),
      ...(variesBy.every((vary) => /\baccept-encoding\b/i.test(vary))
        ? []
        : [`${host.name} sends ${file.path} without Vary: Accept-Encoding, so that caches mix the two up.`]),
      ...(compressed.sha256 === file.sha256
        ? []
        : [`What ${host.name} sends compressed for ${file.path} is another file after decompressing.`]),
    ],
    evidence: `${host.name} sends ${file.path} as gzip, and as it is without Accept-Encoding`,
  };
}

function problemOf(answer: SampledAnswer): string | undefined {
  return answer.ok ? undefined : answer.problem;
}
