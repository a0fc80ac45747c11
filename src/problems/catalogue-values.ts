import type { CataloguePart } from './entry.ts';

/** Problems of single values, wherever they stand. */
export const valueProblems = {
  UNKNOWN_KEY: {
    title: 'Unknown key',
    explanation:
      'The declaration has a key that Smartx does not know. It is refused rather than ignored, since an ignored key looks as if it worked.',
    wrong: "dns: { tll: '5m' }",
    right: "dns: { ttl: '5m' }",
  },
  VALUE_MISSING: {
    title: 'Something required is missing',
    explanation: 'Only a few keys are required, and there is no sensible default for this one.',
    wrong: "app: { directory: 'app' }",
    right: "app: { directory: 'app', start: 'node src/main.ts' }",
  },
  WRONG_KIND: {
    title: 'Wrong kind of value',
    explanation: 'The value is text where an object is wanted, a number where text is wanted, or the like.',
    wrong: "web: { names: 'www' }",
    right: "web: { names: ['www'] }",
  },
  CHOICE_UNKNOWN: {
    title: 'None of the choices',
    explanation: 'This key takes one of a few fixed values.',
    wrong: "tls: { minimumVersion: '1.1' }",
    right: "tls: { minimumVersion: '1.2' }",
  },
  NUMBER_OUT_OF_RANGE: {
    title: 'Number out of range',
    explanation: 'The number is not whole, or the daemon that gets it would refuse it.',
    wrong: 'loadBalancer: { virtualRouterId: 256 }',
    right: 'loadBalancer: { virtualRouterId: 51 }',
  },
  LIST_TOO_LONG: {
    title: 'List too long',
    explanation: 'Lists have limits, so that a mistake in a loop is found here rather than on the hosts.',
    wrong: 'web: { names: Array(101).fill("www") }',
    right: "web: { names: ['www', '@'] }",
  },
  TEXT_INVALID: {
    title: 'Unusable text',
    explanation: 'The text is empty, too long, or has several lines where configuration files have room for one.',
    wrong: "app: { directory: '', start: 'node main.ts' }",
    right: "app: { directory: '.', start: 'node main.ts' }",
  },
  DURATION_INVALID: {
    title: 'Not a duration',
    explanation:
      'Durations are whole numbers with a unit: ms, s, m, h or d. A number alone would leave open what it counts, and negative durations have no meaning here.',
    wrong: "tls: { hsts: '-1d' }",
    right: "tls: { hsts: '730d' }",
  },
  DURATION_OUT_OF_RANGE: {
    title: 'Duration out of range',
    explanation: 'The duration is shorter or longer than what works at this place.',
    wrong: "monitoring: { scrapeInterval: '1h' }",
    right: "monitoring: { scrapeInterval: '15s' }",
  },
  DURATION_TOO_FINE: {
    title: 'Duration too fine',
    explanation:
      'The daemon cannot count that. VRRP counts hundredths of a second (RFC 9568), DNS and browsers count seconds, and measurements are kept for whole days.',
    wrong: "loadBalancer: { advertInterval: '125ms' }",
    right: "loadBalancer: { advertInterval: '120ms' }",
  },
  SIZE_INVALID: {
    title: 'Not a size',
    explanation: 'Sizes are whole numbers with a unit: KiB, MiB or GiB. Programs disagree about what MB means.',
    wrong: "web: { maxBody: '10MB' }",
    right: "web: { maxBody: '10MiB' }",
  },
  ADDRESS_INVALID: {
    title: 'Not an address',
    explanation:
      'IPv4 addresses are four decimal numbers from 0 to 255 without leading zeros, which some programs read as octal. An AAAA record takes an IPv6 address.',
    wrong: "virtualAddress: '10.213.0.010'",
    right: "virtualAddress: '10.213.0.10'",
  },
  NETWORK_INVALID: {
    title: 'Not a network',
    explanation: 'Networks are written as an IPv4 address, a slash and the length of the prefix.',
    wrong: "lab({ private: '10.214.0.0' })",
    right: "lab({ private: '10.214.0.0/24' })",
  },
  NETWORK_HOST_BITS: {
    title: 'A host where a network is wanted',
    explanation: 'Bits behind the prefix are set. Either the prefix is wrong, or the address is one of a host.',
    wrong: "lab({ private: '10.214.0.7/24' })",
    right: "lab({ private: '10.214.0.0/24' })",
  },
} as const satisfies CataloguePart;
