import { hostsWithRole } from '../../platform/per-platform.ts';
import type { App } from '../../platform/platform.ts';
import { appAddress } from '../../services/app/lower.ts';
import { idAbout, theApp } from '../about-app.ts';
import { describeExchange, httpQuestion, readExchanges } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { judgeEach, withProgram } from '../verdict.ts';

/** The application says that it lives and that it can work. */
export function health({ platform }: Subject, app: App): PlatformPromise {
  const hosts = hostsWithRole(platform, 'app');
  const paths = [...new Set([app.healthPath, app.readyPath])];
  return {
    id: idAbout(app, 'app.health'),
    tier: 'app',
    claim: `On every application host ${theApp(app)} is alive and ready.`,
    method: `Each application host asks ${app.name === undefined ? 'its own application' : theApp(app)}, without Nginx, for ${paths.join(' and ')} and expects 200.`,
    limits: 'What the two paths prove is for the application to say.',
    questions: hosts.map((host) =>
      httpQuestion(
        { kind: 'host', host: host.name },
        `${host.name}: ${paths.join(', ')}`,
        paths.map((path) => ({
          url: `http://${appAddress(platform, host)}:${app.port}${path}`,
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
                  `${app.name === undefined ? 'The application' : `The application ${app.name}`} on ${host.name} should answer ${path} with 200, and ${describeExchange(exchanges[index])}.`,
                ],
          ),
          evidence: `${host.name} answers 200 to ${paths.join(' and ')}`,
        };
      }),
    ),
  };
}
