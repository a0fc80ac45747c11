import { collectedLogs } from '../../services/collected-logs.ts';
import type { JournalQuery } from './journal-command.ts';

/** Tells that there is nothing of a host, in place of a line. */
export const nothingOf = '\tnothing';

/**
 * The argv that prints collected lines, `HOST<tab>LINE`, for each host its newest ones, newest first; the program goes to
 * its stdin. No hosts: all of which there is something. Perl is on every Debian (perl-base is essential), and its patterns
 * are those that journalctl takes.
 */
export function readCollectedCommand(query: JournalQuery, lines: number, hosts: readonly string[]): string[] {
  const { units, sinceMicros, grep } = query;
  const since = sinceMicros === undefined ? '' : isoTime(sinceMicros);
  const patterns = units.map(unitPattern).join('|');
  return [
    'perl',
    '-',
    collectedLogs.directory,
    collectedLogs.system,
    String(lines),
    since,
    patterns,
    grep ?? '',
    ...hosts,
  ];
}

/** As rsyslog writes it in UTC: texts of the same form are in the order of time. */
function isoTime(micros: number): string {
  const seconds = new Date(Math.floor(micros / 1_000_000) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, '0')}+00:00`;
}

/** journalctl(1), --unit: without a suffix it is a service; `*`, `?` and `[…]` stand for what they do in glob(7). */
function unitPattern(unit: string): string {
  const suffixed = /\.(service|socket|timer|mount|scope|slice|target|path|device|swap|automount)$/.test(unit);
  const literal = unit
    .replaceAll(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return `^(?:${literal})${suffixed || unit.endsWith('*') ? '' : '(?:\\.service)?'}$`;
}

/** A file is read from its end; those before the last two are compressed. */
export const collectedProgram = `use strict;
use warnings;
my ($directory, $name, $lines, $since, $units, $grep, @hosts) = @ARGV;
@hosts = sort grep { -d "$directory/$_" } map { s{.*/}{}r } glob("$directory/*") unless @hosts;
# journalctl(1), --grep: all lower case means any case.
my $pattern = $grep eq lc $grep ? qr/$grep/i : qr/$grep/;
my %escapes = (n => "\\n", t => "\\t", r => "\\r", b => "\\b", f => "\\f");
sub plain { my ($text) = @_; $text =~ s/\\\\(?:u([0-9a-fA-F]{4})|(.))/defined $1 ? chr hex $1 : $escapes{$2} \\/\\/ $2/ge; $text }
for my $host (@hosts) {
  my @files = sort { age($a) <=> age($b) } grep { /\\.log(\\.\\d+(\\.gz)?)?$/ } glob("$directory/$host/$name*");
  print "$host${nothingOf.replace('\t', '\\t')}\\n" unless @files;
  my $found = 0;
  FILE: for my $file (@files) {
    last if $since ne '' && touched($file) lt $since;
    open(my $log, '-|', 'sh', '-c', $file =~ /gz$/ ? 'zcat -- "$1" | tac' : 'tac -- "$1"', 'sh', $file) or die "$file: $!";
    while (my $line = <$log>) {
      my ($time, $unit, $message) = $line =~ /^\\{"time":"([^"]*)","unit":"((?:[^"\\\\]|\\\\.)*)","priority":\\d,"message":"((?:[^"\\\\]|\\\\.)*)"\\}$/ or next;
      next if $time lt $since;
      next if $units ne '' && plain($unit) !~ /$units/;
      next if $grep ne '' && plain($message) !~ $pattern;
      print "$host\\t$line";
      last FILE if ++$found >= $lines;
    }
    close $log;
  }
}
sub age { $_[0] =~ /\\.log\\.(\\d+)/ ? $1 : 0 }
sub touched { my @t = gmtime((stat $_[0])[9] // 0); sprintf '%04d-%02d-%02dT%02d:%02d:%02d.999999+00:00', $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0] }
`;
