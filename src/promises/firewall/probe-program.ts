/** Sockets at the same time; a process may have 1024 files open (getrlimit(2), soft limit of systemd and sshd). */
export const SOCKETS_MAX = 500;
/** A lost first packet is sent again after one second (RFC 6298 section 2), and must then still be in time. */
export const ANSWER_WAIT_SECONDS = 1.8;
/** Before something that has to be open counts as closed it is tried once more, for longer. */
export const SECOND_WAIT_SECONDS = 6;

/**
 * Datagrams go first in the list: the kernel sends one host only six ICMP errors at once, then one a second (icmp(7),
 * icmp_ratelimit), and for UDP they are the only refusal that can be heard. A connection that was refused by a reset
 * has passed the firewall (`closed`); one that was refused by ICMP, or not answered, has not (`rejected`, `silent`).
 * Time::HiRes is not part of perl-base, so /proc/uptime is the clock.
 */
export function probeProgram(domain: string): string {
  return String.raw`use strict;
use warnings;
use Errno qw(EINPROGRESS ECONNREFUSED EHOSTUNREACH ENETUNREACH EACCES EPERM);
use Socket qw(:DEFAULT SOCK_NONBLOCK inet_ntop inet_pton pack_sockaddr_in6);

my ($sockets_max, $wait, $second_wait) = (${SOCKETS_MAX}, ${ANSWER_WAIT_SECONDS}, ${SECOND_WAIT_SECONDS});
my $soa_query = pack 'H*', '${soaQuery(domain)}';
my %word = (ECONNREFUSED, 'closed', EHOSTUNREACH, 'rejected', EACCES, 'rejected', EPERM, 'rejected', ENETUNREACH, 'no-route');
my %result;

my @probes = map { chomp; [split / /] } <DATA>;
my @ipv4 = grep { $_->[0] ne 'tcp6' } @probes;
try_all($wait, @ipv4);
try_all($second_wait, grep { $_->[3] eq 'wanted' && result($_) !~ /^(open|own)$/ } @ipv4);
my $neighbours = find_neighbours();
try_all($wait, grep { $_->[0] eq 'tcp6' && exists $neighbours->{$_->[1]} } @probes);
forget_absent($neighbours);
print join(' ', @$_[0 .. 2], result($_)), "\n" for @probes;

sub key { join ' ', @{$_[0]}[0 .. 2] }
sub result { $result{key($_[0])} // 'absent' }

sub try_all {
  my ($seconds, @todo) = @_;
  while (my @batch = splice @todo, 0, $sockets_max) { try_batch($seconds, @batch) }
}

sub try_batch {
  my ($seconds, @batch) = @_;
  my %open;
  for my $probe (@batch) {
    my $socket = start($probe) or next;
    $result{key($probe)} = 'silent';
    $open{fileno $socket} = [$probe, $socket];
  }
  my $deadline = now() + $seconds;
  while (%open && (my $left = $deadline - now()) > 0) {
    my ($readable, $writable) = ('', '');
    while (my ($number, $entry) = each %open) {
      vec($entry->[0][0] eq 'udp' ? $readable : $writable, $number, 1) = 1;
    }
    next unless select($readable, $writable, undef, $left) > 0;
    for my $number (keys %open) {
      my ($probe, $socket) = @{$open{$number}};
      my $is_udp = $probe->[0] eq 'udp';
      next unless vec $is_udp ? $readable : $writable, $number, 1;
      $result{key($probe)} = $is_udp ? hear($socket) : outcome(unpack 'i', getsockopt $socket, SOL_SOCKET, SO_ERROR);
      delete $open{$number};
    }
  }
}

# Undefined when the result is known at once.
sub start {
  my ($probe) = @_;
  my ($protocol, $address, $port) = @$probe;
  my $to = $protocol eq 'tcp6' ? $neighbours->{$address}{sockaddr}->($port) : pack_sockaddr_in $port, inet_aton $address;
  if ($protocol ne 'tcp6' && is_own($to)) { $result{key($probe)} = 'own'; return }
  my $family = $protocol eq 'tcp6' ? AF_INET6 : AF_INET;
  my $type = $protocol eq 'udp' ? SOCK_DGRAM : SOCK_STREAM;
  socket my $socket, $family, $type | SOCK_NONBLOCK, 0 or die "no socket: $!\n";
  my $done = connect $socket, $to;
  if (!$done && $! != EINPROGRESS) { $result{key($probe)} = outcome($! + 0); return }
  if ($protocol eq 'udp' && !defined send $socket, $port == 53 ? $soa_query : '', 0) {
    $result{key($probe)} = outcome($! + 0);
    return;
  }
  return $socket;
}

# The kernel talks to an address of its own host from that very address, as the holder of the virtual address would.
sub is_own {
  my ($to) = @_;
  socket my $socket, AF_INET, SOCK_DGRAM, 0 or die "no socket: $!\n";
  connect $socket, $to or return 0;
  return (unpack_sockaddr_in getsockname $socket)[1] eq (unpack_sockaddr_in $to)[1];
}

sub hear { defined recv($_[0], my $buffer, 4096, 0) ? 'open' : outcome($! + 0) }

sub outcome {
  my ($number) = @_;
  return 'open' if $number == 0;
  local $! = $number;
  return $word{$number} // 'error: ' . $!;
}

# The address that an interface gives itself holds its hardware address, with 0xfffe in the middle and the universal
# bit turned (RFC 4291, appendix A). The hardware addresses of neighbours are known since they were spoken to.
sub find_neighbours {
  my (%index, %found);
  for (lines('/proc/net/if_inet6')) {
    my (undef, $index, undef, undef, undef, $device) = split;
    $index{$device} = hex $index;
  }
  for (lines('/proc/net/arp')) {
    my ($address, undef, $flags, $hardware, undef, $device) = split;
    next unless $flags eq '0x2' && exists $index{$device};
    my @bytes = map { hex } split /:/, $hardware;
    my $ip = pack 'C*', 0xfe, 0x80, (0) x 6, $bytes[0] ^ 2, @bytes[1, 2], 0xff, 0xfe, @bytes[3 .. 5];
    $found{$address} = { ip => inet_ntop(AF_INET6, $ip), sockaddr => sub { pack_sockaddr_in6 $_[0], $ip, $index{$device} } };
  }
  return \%found;
}

# Silence of a neighbour says something only where the address answered for itself (ip-neighbour(8)).
sub forget_absent {
  my ($neighbours) = @_;
  my %present = map { (split)[0] => 1 } grep { / lladdr / && !/ FAILED/ } qx(ip -6 neigh show);
  for (grep { $_->[0] eq 'tcp6' } @probes) {
    my $neighbour = $neighbours->{$_->[1]};
    delete $result{key($_)} unless $neighbour && $present{$neighbour->{ip}};
  }
}

sub now { (split ' ', (lines('/proc/uptime'))[0])[0] }

# None where the kernel has no such file: without IPv6, for one.
sub lines {
  open my $file, '<', $_[0] or return;
  return <$file>;
}
__END__
`;
}

/** SOA of the zone in wire format (RFC 1035 section 4.1), in hexadecimal; the id is the program's to choose. */
function soaQuery(domain: string): string {
  const labels = domain
    .split('.')
    .flatMap((label) => [label.length, ...[...label].map((letter) => letter.charCodeAt(0))]);
  const bytes = [0x53, 0x78, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 6, 0, 1];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
