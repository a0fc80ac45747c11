/** An IPv6 address with all of its eight groups, four digits each. Of RFC 4291 section 2.2 every form is read. */
export function expandIpv6(address: string): string {
  const [head = '', tail] = address.trim().toLowerCase().split('::');
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(missing).fill('0'), ...right].map((group) => group.padStart(4, '0')).join(':');
}

function groupsOf(part: string): readonly string[] {
  return part
    .split(':')
    .filter(Boolean)
    .flatMap((group) => (group.includes('.') ? groupsOfIpv4(group) : [group]));
}

/** The last two groups may be written as an IPv4 address. */
function groupsOfIpv4(dotted: string): readonly string[] {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}
