/**
 * A client of MySQL out of what every host has: Perl's base modules and openssl(1), which ca-certificates depends on. It
 * logs in with the application's own account, read on the host from the application's own environment, so that the
 * password is in no argument and in no answer.
 *
 * Arguments: limit for each login in seconds, file of the environment, file of the authority, name that certificates must
 * carry, then `ADDRESS:PORT` of each server. It prints two lines for each:
 *
 *     10.214.0.91:3306 encrypted in db-1 0 app@10.214.0.0/24     host name, super_read_only, account
 *     10.214.0.91:3306 plain known, error 1045 Access denied …
 *
 * `known`: the server found the password right before it refused. It learns the account in the encrypted login, and
 * needs the password itself otherwise, which is never sent in plain (MySQL Reference Manual, "Caching SHA-2 Pluggable
 * Authentication"; "Client/Server Protocol" in the source's documentation).
 */
export const loginScript = String.raw`use strict; use warnings; use IO::Socket::INET; use IPC::Open2;
$SIG{PIPE} = 'IGNORE';
my ($seconds, $environment, $ca, $name, @targets) = @ARGV;
my ($user, $password);
open(my $file, '<', $environment) or die "$environment: $!\n";
for (<$file>) {
  next unless /^DATABASE_URL="(.*)"$/;
  (my $url = $1) =~ s/\\([\\"\$\x60])/$1/g;
  ($user, $password) = $url =~ m{^mysql://([^:]+):([^@]*)@} or die "DATABASE_URL is of no known form\n";
  s/%([0-9A-Fa-f]{2})/chr hex $1/ge for $user, $password;
}
defined $password or die "DATABASE_URL is missing\n";
sub digest {
  my $pid = open2(my $out, my $in, qw(openssl dgst -sha256 -binary));
  binmode $_ for $in, $out;
  print $in $_[0];
  close $in;
  local $/;
  my $sum = <$out>;
  waitpid $pid, 0;
  $sum;
}
sub take {
  my ($from, $count) = @_;
  my $bytes = '';
  while (length $bytes < $count) {
    sysread($from, $bytes, $count - length $bytes, length $bytes) or die "the connection was closed\n";
  }
  $bytes;
}
# A packet: three bytes of length, one of number, and the body.
sub receive {
  my ($from) = @_;
  my ($low, $high, $number) = unpack 'vCC', take($from, 4);
  (take($from, $low + ($high << 16)), $number);
}
sub transmit {
  my ($to, $number, $body) = @_;
  my $bytes = substr(pack('V', length $body), 0, 3) . chr($number) . $body;
  (syswrite($to, $bytes) // 0) == length $bytes or die "the connection was closed\n";
}
# Capabilities and character set as s_client announces them when it asks for TLS: the server wants to hear the same
# again. 0x800 is TLS. At the end there are no attributes of the connection.
sub hello {
  my ($flags, $proof) = @_;
  my $about = pack('VVC', 0x007fa685 | $flags, 1 << 24, 33) . "\0" x 23;
  "$about$user\0" . chr(length $proof) . $proof . "caching_sha2_password\0\0";
}
sub refusal { my ($packet) = @_; 'error ' . unpack('v', substr $packet, 1, 2) . ' ' . substr $packet, 9 }
sub encrypted {
  my ($target) = @_;
  my @verified = ('-verify_return_error', '-CAfile', $ca, '-verify_hostname', $name);
  my $pid = open2(my $out, my $in, qw(openssl s_client -quiet -starttls mysql), @verified, '-connect', $target);
  binmode $_ for $in, $out;
  my $said = eval {
    # A proof that is wrong on purpose: the server then asks for the password itself, which may be sent inside of TLS.
    transmit($in, 2, hello(0x800, 'x' x 32));
    my ($packet, $number) = receive($out);
    if (ord $packet == 0xfe) { transmit($in, $number + 1, 'x' x 32); ($packet, $number) = receive($out) }
    if ($packet eq "\1\4") { transmit($in, $number + 1, "$password\0"); ($packet, $number) = receive($out) }
    return refusal($packet) if ord $packet == 0xff;
    ord $packet == 0 or die "unexpected answer to the password\n";
    transmit($in, 0, "\3select \@\@hostname, \@\@super_read_only, current_user()");
    my @rows; my $ends = 0;
    my ($count) = receive($out);
    return refusal($count) if ord $count == 0xff;
    while ($ends < 2) {
      ($packet) = receive($out);
      if (ord $packet == 0xfe && length $packet < 9) { $ends++; next }
      push @rows, $packet if $ends == 1;
    }
    my @fields; my $row = $rows[0];
    while (length $row) { my $size = ord $row; push @fields, substr($row, 1, $size); $row = substr $row, 1 + $size }
    "in @fields";
  } // "failed $@";
  close $in; kill TERM => $pid; waitpid $pid, 0;
  $said;
}
sub plain {
  my ($target) = @_;
  my $socket = IO::Socket::INET->new(PeerAddr => $target, Timeout => $seconds) or die "$!\n";
  my ($greeting) = receive($socket);
  return refusal($greeting) if ord $greeting == 0xff;
  my ($rest) = $greeting =~ /^.[^\0]*\0(.*)$/s;
  my $nonce = substr($rest, 4, 8) . substr($rest, 31, 12);
  my $once = digest($password);
  my $proof = $once ^ digest(digest($once) . $nonce);
  transmit($socket, 1, hello(0, $proof));
  my ($packet, $number) = receive($socket);
  if (ord $packet == 0xfe) {
    ($nonce) = $packet =~ /^.[^\0]*\0(.{20})/s;
    transmit($socket, $number + 1, $once ^ digest(digest($once) . $nonce));
    ($packet, $number) = receive($socket);
  }
  my $known = $packet eq "\1\3" ? 'known, ' : '';
  ($packet) = receive($socket) if $known;
  return $known . refusal($packet) if ord $packet == 0xff;
  return 'asked for the password' if $packet eq "\1\4";
  ord $packet == 0 ? 'in' : 'unexpected ' . unpack 'H*', $packet;
}
for my $target (@targets) {
  for my $way (['encrypted', \&encrypted], ['plain', \&plain]) {
    my $said = eval { local $SIG{ALRM} = sub { die "no answer within $seconds s\n" }; alarm $seconds; $way->[1]->($target) } // "failed $@";
    alarm 0;
    $said =~ s/\s+/ /g;
    print "$target $way->[0] $said\n";
  }
}
`;
