import { describe, expect, it } from 'vitest';
import { checkLabSpec, type LabSpec } from '../../src/lab/spec.ts';

const spec: LabSpec = {
  name: 'lab',
  publicNetwork: { cidr: '10.213.0.0/24', gateway: '10.213.0.1', client: '10.213.0.2' },
  privateNetwork: { cidr: '10.214.0.0/24', gateway: '10.214.0.1' },
  machines: [
    {
      name: 'lb-1',
      publicAddress: '10.213.0.21',
      privateAddress: '10.214.0.21',
      packages: ['haproxy'],
      runtimes: ['node-24'],
      dataDirectories: ['/var/lib/x'],
    },
  ],
};
const first = spec.machines[0]!;

describe('checkLabSpec', () => {
  it('accepts a good specification', () => {
    expect(checkLabSpec(spec)).toEqual([]);
  });

  it('reports everything at once', () => {
    const bad: LabSpec = {
      name: 'Lab',
      publicNetwork: { cidr: '10.213.0.0/8', gateway: '10.213.0.1', client: '192.0.2.1' },
      privateNetwork: { cidr: '10.214.0.0/24', gateway: '10.214.0.1' },
      machines: [
        {
          ...first,
          name: 'much-too-long-1',
          packages: ['rm -rf'],
          runtimes: ['python'],
          dataDirectories: ['/a/../../etc'],
        },
        { ...first, name: 'lb-1', privateAddress: 'x' },
      ],
    };
    expect(checkLabSpec(bad)).toEqual([
      `the lab's name "Lab" does not match /^[a-z][a-z0-9-]{0,15}$/`,
      'the networks 10.213.0.0/8 and 10.214.0.0/24 overlap',
      '192.0.2.1 of the outside client is outside its network',
      '"x" of lb-1 is no IPv4 address',
      '10.213.0.21 is given twice',
      `the machine's name "much-too-long-1" does not match /^[a-z][a-z0-9-]{0,10}$/`,
      '"rm -rf" of much-too-long-1 is no name of a Debian package',
      '"python" of much-too-long-1 is no runtime: they look like node-24',
      'the data directory "/a/../../etc" of much-too-long-1 is no plain absolute path',
    ]);
  });

  it("refuses a user's address that is taken or outside", () => {
    const publicNetwork = { ...spec.publicNetwork, moreClients: ['10.213.0.21', '10.213.0.254', '10.213.1.1'] };
    expect(checkLabSpec({ ...spec, publicNetwork })).toEqual([
      '10.213.1.1 of the outside client is outside its network',
      '10.213.0.21 is given twice',
    ]);
  });

  it('refuses two machines of one name', () => {
    const twin = { ...first, publicAddress: undefined, privateAddress: '10.214.0.22' };
    expect(checkLabSpec({ ...spec, machines: [first, twin] })).toEqual(['two machines are named lb-1']);
  });
});
