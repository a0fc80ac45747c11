import { collectedLogs, logMetrics, requestDuration } from '../collected-logs.ts';

/**
 * What mtail makes of collected lines (google.github.io/mtail, "Language"). The host is the directory's name; patterns
 * stand on what comes before them in the line, where no user can write.
 *
 * @param bucketsMs upper ends of the buckets that durations are counted in
 */
export function renderLogProgram(bucketsMs: readonly number[]): string {
  const buckets = bucketsMs.map((bucket) => bucket / 1_000).join(', ');
  return `histogram ${requestDuration} by app, host, code buckets ${buckets}
gauge ${logMetrics.lastArrival} by host
gauge ${logMetrics.queueSize} by host, to, part
counter ${logMetrics.discarded} by host, to, part

getfilename() =~ /^${escaped(collectedLogs.directory)}.(?P<host>[a-z0-9-]+).(?P<kind>system|access|alive)[.]log$/ {
  ${logMetrics.lastArrival}[$host] = timestamp()
  $kind == "access" {
    /^[{]"time":"[^"]*","app":"(?P<app>[a-z0-9-]+)","status":(?P<class>[1-5])[0-9][0-9],"seconds":(?P<seconds>[0-9]+[.][0-9]+),/ {
      ${requestDuration}[$app][$host][$class + "xx"] = $seconds
    }
  }
  $kind == "alive" {
    /^[{] "name": "to-(?P<to>[a-z0-9-]+) queue", .*"size": (?P<size>[0-9]+), .*"discarded.full": (?P<full>[0-9]+), "discarded.nf": (?P<near>[0-9]+)/ {
      ${logMetrics.queueSize}[$host][$to]["memory"] = $size
      ${logMetrics.discarded}[$host][$to]["memory"] = $full + $near
    }
    /^[{] "name": "to-(?P<to>[a-z0-9-]+) queue\\[DA\\]", .*"size": (?P<size>[0-9]+), .*"discarded.full": (?P<full>[0-9]+), "discarded.nf": (?P<near>[0-9]+)/ {
      ${logMetrics.queueSize}[$host][$to]["disk"] = $size
      ${logMetrics.discarded}[$host][$to]["disk"] = $full + $near
    }
  }
}
`;
}

function escaped(path: string): string {
  return path.replaceAll('/', '.');
}
