import { hostsWithRole } from '../../platform/per-platform.ts';
import { appAddress } from '../../services/app/lower.ts';
import { describeExchange, httpQuestion, readExchanges } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { judgeEach, withProgram } from '../verdict.ts';

/** The application says that it lives and that it can work. */
export function health({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'app');
  const paths = [...new Set([platform.app.healthPath, platform.app.readyPath])];
  return {
    id: 'app.health',
    tier: 'app',
    claim: 'On every application host the application is alive and ready.',
    method: `Each application host asks its own application, without Nginx, for ${paths.join(' and ')} and expects 200.`,
    limits: 'What the two paths prove is for the application to say.',
    questions: hosts.map((host) =>
      httpQuestion(
        { kind: 'host', host: host.name },
        `${host.name}: ${paths.join(', ')}`,
        paths.map((path) => ({
          url: `http://${appAddress(platform, host)}:${platform.app.port}${path}`,
          // As Nginx asks: without it, many applications send whoever asks to HTTPS.
          headers: { 'X-Forwarded-Proto': 'https' },
        })),
      ),
    ),
    judge: withProgram(
      'curl',
      judgeEach(hosts, (host, answer) => {
        if (answer.kind === 'silent') return { faults: [`${host.name} could not be asked: ${answer.reason}.`] };
        const exchanges = readExchanges(answer) ?? [];
        return {
          faults: paths.flatMap((path, index) =>
            exchanges[index]?.status === 200
              ? []
              : [
                  `The application on ${host.name} should answer ${path} with 200, and ${describeExchange(exchanges[index])}.`,
                ],
          ),
          evidence: `${host.name} answers 200 to ${paths.join(' and ')}`,
        };
      }),
    ),
  };
}
