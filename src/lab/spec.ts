import { type Ipv4Range, isIpv4Address, parseRange, rangeContains, rangesOverlap } from './ipv4.ts';

/** Everything the lab needs to know about the machines of one environment. It knows nothing about daemons. */
export interface LabSpec {
  /** Name of the environment: a lower-case letter, then at most 15 letters, digits or hyphens. */
  name: string;
  publicNetwork: {
    cidr: string;
    /** This machine's own address on the bridge. */
    gateway: string;
    /** The outside client's address: a network namespace with a leg in the public network only. */
    client: string;
    /** More addresses of the same client, so that it can be many users. A lab that was made before them has none. */
    moreClients?: readonly string[];
  };
  privateNetwork: {
    cidr: string;
    /** This machine's own address: the operator, where SSH comes from. */
    gateway: string;
  };
  machines: readonly LabMachine[];
}

export interface LabMachine {
  /** Host name, at most 11 characters. */
  name: string;
  /** Second leg, interface eth1. Machines that have one get a default route through the public gateway. */
  publicAddress: string | undefined;
  /** First leg, interface eth0. */
  privateAddress: string;
  /** Debian packages on top of the base image, sorted. `mysql-server` comes from sid. */
  packages: readonly string[];
  /** Language runtimes that Debian has not, such as `node-24`; installed as /opt/smartx/node-24/bin/node. */
  runtimes: readonly string[];
  /** Directories that must be real ones and not overlayfs (MySQL's clone plugin fails there), with the image's content. */
  dataDirectories: readonly string[];
}

const LAB_NAME = /^[a-z][a-z0-9-]{0,15}$/;
const MACHINE_NAME = /^[a-z][a-z0-9-]{0,10}$/;
const PACKAGE_NAME = /^[a-z0-9][a-z0-9+.-]+$/;
const RUNTIME_NAME = /^node-\d+$/;

/** Whether a text can name a lab. */
export function isLabName(name: string): boolean {
  return LAB_NAME.test(name);
}

/** Everything that is wrong with a specification, in sentences; empty when it can be built. */
export function checkLabSpec(spec: LabSpec): string[] {
  const problems: string[] = [];
  if (!isLabName(spec.name)) problems.push(`the lab's name "${spec.name}" does not match ${LAB_NAME}`);
  const publicRange = parseRange(spec.publicNetwork.cidr);
  const privateRange = parseRange(spec.privateNetwork.cidr);
  if (publicRange === undefined) problems.push(`the public network "${spec.publicNetwork.cidr}" is no IPv4 network`);
  if (privateRange === undefined) problems.push(`the private network "${spec.privateNetwork.cidr}" is no IPv4 network`);
  if (publicRange && privateRange && rangesOverlap(publicRange, privateRange)) {
    problems.push(`the networks ${spec.publicNetwork.cidr} and ${spec.privateNetwork.cidr} overlap`);
  }
  problems.push(...checkAddresses(spec, publicRange, privateRange));
  for (const machine of spec.machines) problems.push(...checkMachine(machine));
  problems.push(
    ...repeated(spec.machines.map((machine) => machine.name)).map((name) => `two machines are named ${name}`),
  );
  return problems;
}

function checkMachine(machine: LabMachine): string[] {
  const problems: string[] = [];
  if (!MACHINE_NAME.test(machine.name))
    problems.push(`the machine's name "${machine.name}" does not match ${MACHINE_NAME}`);
  for (const name of machine.packages) {
    if (!PACKAGE_NAME.test(name)) problems.push(`"${name}" of ${machine.name} is no name of a Debian package`);
  }
  for (const name of machine.runtimes) {
    if (!RUNTIME_NAME.test(name)) problems.push(`"${name}" of ${machine.name} is no runtime: they look like node-24`);
  }
  for (const path of machine.dataDirectories) {
    // nspawn's --bind splits at colons, and a path with ".." could leave the machine's own directory.
    if (!path.startsWith('/') || path.includes(':') || path.split('/').includes('..')) {
      problems.push(`the data directory "${path}" of ${machine.name} is no plain absolute path`);
    }
  }
  return problems;
}

function checkAddresses(spec: LabSpec, publicRange: Ipv4Range | undefined, privateRange: Ipv4Range | undefined) {
  const problems: string[] = [];
  const placed: { what: string; address: string; range: Ipv4Range | undefined }[] = [
    { what: 'the public gateway', address: spec.publicNetwork.gateway, range: publicRange },
    { what: 'the outside client', address: spec.publicNetwork.client, range: publicRange },
    { what: 'the private gateway', address: spec.privateNetwork.gateway, range: privateRange },
  ];
  for (const address of spec.publicNetwork.moreClients ?? []) {
    placed.push({ what: 'the outside client', address, range: publicRange });
  }
  for (const { name, publicAddress, privateAddress } of spec.machines) {
    placed.push({ what: name, address: privateAddress, range: privateRange });
    if (publicAddress !== undefined) placed.push({ what: name, address: publicAddress, range: publicRange });
  }
  for (const { what, address, range } of placed) {
    if (!isIpv4Address(address)) problems.push(`"${address}" of ${what} is no IPv4 address`);
    else if (range && !rangeContains(range, address)) problems.push(`${address} of ${what} is outside its network`);
  }
  problems.push(...repeated(placed.map(({ address }) => address)).map((address) => `${address} is given twice`));
  return problems;
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))].sort();
}
