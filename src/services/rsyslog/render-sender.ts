import { ports } from '../../platform/platform.ts';
import { aliveSeconds } from '../collected-logs.ts';
import type { LogSender, LogTarget } from './model.ts';
import { tlsParameters } from './render-tls.ts';

/** The inputs of a host, what becomes of a line, and the way to each monitoring host (rsyslog.com/doc). */
export function renderSender(sender: LogSender): string {
  return `module(load="imjournal" StateFile="journal.state" PersistStateInterval="100"
    IgnorePreviousMessages="off" Ratelimit.Interval="0" UsePid="system")
module(load="impstats" interval="${aliveSeconds}" format="json" ruleset="alive")
module(load="omrelp" tls.tlsLib="openssl")
${sender.anonymise ? anonymiser : ''}${sender.accessLog === undefined ? '' : accessInput(sender.accessLog)}
# A line of the journal, with the fields that smartx logs shows; what is longer than 8 KiB is cut.
template(name="system" type="list") {
    constant(value="{\\"time\\":\\"") property(name="timereported" dateFormat="rfc3339" date.inUTC="on")
    constant(value="\\",\\"unit\\":\\"") property(name="$.unit" format="json")
    constant(value="\\",\\"priority\\":") property(name="syslogseverity")
    constant(value=",\\"message\\":\\"") property(name="msg" format="json" position.from="1" position.to="8192")
    constant(value="\\"}")
}
# RFC 5424; the kind of a line stands where the name of a program does.
template(name="sent" type="list") {
    constant(value="<") property(name="pri") constant(value=">1 ")
    property(name="timereported" dateFormat="rfc3339")
    constant(value=" ${sender.host} smartx-") property(name="$.kind") constant(value=" - - - ")
    property(name="$.line")
}

ruleset(name="send") {
${sender.targets.map((target) => renderTarget(sender, target)).join('')}}
ruleset(name="alive") {
    if not ($msg contains "core.queue" and $msg contains "to-") then stop
    set $.kind = "alive";
    set $.line = $msg;
    call send
}
${sender.accessLog === undefined ? '' : renderAccess(sender.anonymise)}
# What comes from the journal. systemd itself says in UNIT which unit it writes about; of others that is not believed.
set $.unit = $!_SYSTEMD_UNIT;
if $.unit == "init.scope" and $!UNIT != "" then set $.unit = $!UNIT;
if $.unit == "" then set $.unit = $!SYSLOG_IDENTIFIER;
if $.unit == "" then set $.unit = $programname;
${sender.anonymise ? renderAnonymous : ''}set $.kind = "system";
set $.line = exec_template("system");
call send
`;
}

const anonymiser = 'module(load="mmanon")\n';

/** Load balancers name users in what they say of failed requests. */
const renderAnonymous = `if $.unit == "haproxy.service" then
    action(type="mmanon" ipv4.bits="8" ipv4.mode="zero" ipv6.bits="80" ipv6.anonmode="zero" embeddedipv4.enable="off")
`;

function accessInput(path: string): string {
  return `module(load="imfile" mode="inotify")
input(type="imfile" File="${path}" Tag="access" ruleset="access" reopenOnTruncate="on" PersistStateInterval="100")
`;
}

/** Quotes inside of a value are written \\" by Nginx, so that the first "client" is the one that Nginx wrote. */
function renderAccess(anonymise: boolean): string {
  return `ruleset(name="access") {
    set $.kind = "access";
    set $.line = $msg;
${anonymise ? maskClient : ''}    call send
}
`;
}

/** The first three of four bytes, or the first three of eight groups: 48 bits, as networks are given to customers. */
const maskClient = `    set $.client = re_extract($msg, '"client":"([^"]*)"', 0, 1, "");
    set $.masked = re_extract($.client, '^([0-9]+[.][0-9]+[.][0-9]+[.])[0-9]+$', 0, 1, "") & "0";
    if $.client contains ":" then {
        set $.masked = re_extract($.client, '^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):', 0, 1, "") & "::";
        if $.masked == "::" then set $.masked = re_extract($.client, '^([0-9a-f]+(:[0-9a-f]+)?)::', 0, 1, "") & "::";
    }
    set $.line = replace($msg, '"client":"' & $.client & '"', '"client":"' & $.masked & '"');
`;

/**
 * A queue of its own for each: in memory, and on disk when that does not suffice or the daemon is stopped. Only
 * this daemon waits for room in one: what it reads is kept by journald and Nginx meanwhile. A line waits for 20 ms at most
 * (timeoutEnqueue) and is turned away then, so that a full disk queue of one monitoring host hardly delays the others' lines.
 * A daemon that is stopped must have the time to end the attempt that it is in (connect 3 s, answer 10 s, pause 3 s): one
 * that is cut off takes the lines of its batch with it.
 */
function renderTarget(sender: LogSender, target: LogTarget): string {
  return `    action(type="omrelp" name="to-${target.name}" template="sent" target="${target.address}" port="${ports.logs}"
        timeout="10" conn.timeout="3" ${tlsParameters([target.name])}
        action.resumeRetryCount="-1" action.resumeInterval="1" action.resumeIntervalMax="3"
        queue.type="LinkedList" queue.size="${messagesInMemoryMax}" queue.filename="to-${target.name}" queue.dequeueBatchSize="1"
        queue.maxDiskSpace="${sender.queueBytesMax}" queue.maxFileSize="${Math.min(queueFileBytes, sender.queueBytesMax)}" queue.checkpointInterval="100"
        queue.saveOnShutdown="on" queue.timeoutEnqueue="20" queue.timeoutShutdown="1000" queue.timeoutActionCompletion="20000")
`;
}

const queueFileBytes = 16 * 1_024 ** 2;
/** Of 64 KiB each at most, of which a message may hold three copies: so many fit into the daemon's MemoryMax. */
const messagesInMemoryMax = 1_000;
