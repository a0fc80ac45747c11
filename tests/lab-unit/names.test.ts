import { describe, expect, it } from 'vitest';
import { hardwareAddress, machineNames, namespacePrefix, networkNames, unitName } from '../../src/lab/names.ts';

const LONGEST_LAB = 'abcdefghijklmnop';

describe('names of interfaces', () => {
  it.each(['a', 'lab', 'staging1', LONGEST_LAB])('fit into the 15 bytes of the kernel for the lab %s', (lab) => {
    const { publicBridge, privateBridge, clientLink } = networkNames(lab);
    const { publicLink, privateLink } = machineNames(lab, 'app-1234567');
    for (const name of [publicBridge, privateBridge, clientLink, publicLink, privateLink]) {
      expect(name).toMatch(/^sx[a-z0-9-]{1,13}$/);
    }
  });

  it('are readable for a short lab', () => {
    expect(networkNames('lab').publicBridge).toBe('sx-lab-pub');
    expect(networkNames('lab').privateBridge).toBe('sx-lab-prv');
  });

  it('differ between labs with the same beginning, and between all links of a lab', () => {
    expect(networkNames(`${LONGEST_LAB.slice(1)}1`).publicBridge).not.toBe(networkNames(LONGEST_LAB).publicBridge);
    const hosts = ['web-1', 'web-11', 'db-1'].map((host) => machineNames('lab', host));
    const links = hosts.flatMap(({ publicLink, privateLink }) => [publicLink, privateLink]);
    expect(new Set([...links, networkNames('lab').clientLink]).size).toBe(7);
    expect(machineNames('lab', 'web-1').privateLink).not.toBe(machineNames('lab2', 'web-1').privateLink);
  });
});

describe('names of namespaces and units', () => {
  it('cannot be taken for those of another lab', () => {
    expect(machineNames('a-b', 'c').namespace.startsWith(namespacePrefix('a'))).toBe(false);
    expect(unitName('a', 'b-c')).not.toBe(unitName('a-b', 'c'));
    expect(networkNames('lab').clientNamespace).toBe('smartx_lab__client');
  });
});

describe('hardwareAddress', () => {
  it('is a locally administered unicast address, the same at every boot', () => {
    const link = machineNames('lab', 'web-1').privateLink;
    expect(hardwareAddress(link)).toMatch(/^02(:[0-9a-f]{2}){5}$/);
    expect(hardwareAddress(link)).toBe(hardwareAddress(link));
    expect(hardwareAddress(link)).not.toBe(hardwareAddress(machineNames('lab', 'web-1').publicLink));
  });
});
