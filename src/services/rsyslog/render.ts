import { writtenBySmartx } from '../file.ts';
import type { LogCollector, LogSender } from './model.ts';
import { renderCollector } from './render-collector.ts';
import { renderSender } from './render-sender.ts';
import { logStateDirectory } from './render-unit.ts';

/**
 * rsyslog.conf, complete. What the daemon says of itself goes to the journal like everybody else's words, and from there
 * to the monitoring hosts; not each of many attempts to reach one that is away.
 */
export function renderLogConfiguration(sender: LogSender, collector: LogCollector | undefined): string {
  return `# ${writtenBySmartx}
global(workDirectory="${logStateDirectory}" maxMessageSize="64k" localHostname="${sender.host}" net.enableDNS="off"
    processInternalMessages="off" internalmsg.ratelimit.interval="300" internalmsg.ratelimit.burst="30")
${renderSender(sender)}${collector === undefined ? '' : renderCollector(collector)}`;
}
