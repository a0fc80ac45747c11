import type { App } from '../../platform/platform.ts';
import { idAbout, inApp } from '../about-app.ts';
import { describeExchange, readExchanges } from '../http-exchange.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { siteQuestion } from '../site-request.ts';
import { answerAt, verdictOf, withProgram } from '../verdict.ts';

/** The law of the sample application: money moves, and is neither made nor lost. */
export function ledger(subject: Subject, app: App): readonly PlatformPromise[] {
  if (app.contract !== 'ledger') return [];
  return [
    {
      id: idAbout(app, 'app.ledger-balanced'),
      tier: 'app',
      claim: `The balances of all accounts of the ledger add up to zero${inApp(app)}.`,
      method: 'A user outside asks for GET /api/ledger, which adds them up in one statement.',
      limits: 'A transfer that is missing as a whole leaves the sum at zero; drills look for each of theirs.',
      questions: [siteQuestion(subject, 'the sum of the ledger', [{ path: '/api/ledger' }], app.hostNames[0])],
      judge: withProgram('curl', (answers) => {
        const exchange = readExchanges(answerAt(answers, 0))?.[0];
        const sum = /"balanceSumCents":\s*(-?\d+)/.exec(exchange?.body ?? '')?.[1];
        if (exchange?.status !== 200 || sum === undefined) {
          return verdictOf([
            { faults: [`The site should say what the ledger adds up to, and ${describeExchange(exchange)}.`] },
          ]);
        }
        const faults = sum === '0' ? [] : [`All balances together should be 0 cents, and are ${sum}.`];
        return verdictOf([{ faults, evidence: `the sum is ${sum} cents` }]);
      }),
    },
  ];
}
