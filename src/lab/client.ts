import { runOrFail } from '../process/run-or-fail.ts';
import type { OnLabEvent } from './events.ts';
import { ipBatch, tryIp } from './ip.ts';
import { prefixLength } from './ipv4.ts';
import { networkNames } from './names.ts';
import { createNamespace } from './namespaces.ts';
import { parseHostNetwork } from './network-conflicts.ts';
import type { LabSpec } from './spec.ts';

/** The client's only interface, in its namespace. */
const CLIENT_DEVICE = 'eth1';

/** Makes the outside client, a namespace with a leg in the public network, and gives it its addresses. */
export async function createClient(spec: LabSpec, onEvent: OnLabEvent | undefined): Promise<void> {
  const { clientNamespace, clientLink } = networkNames(spec.name);
  const { client } = spec.publicNetwork;
  const isThere =
    (await tryIp('link', 'show', 'dev', clientLink)) &&
    (await tryIp('-netns', clientNamespace, 'route', 'get', client));
  if (!isThere) {
    await plugClient(spec);
    onEvent?.({ kind: 'network', network: 'client', state: 'created' });
  }
  await placeMoreClients(spec);
}

async function plugClient({ name, publicNetwork: { client, cidr } }: LabSpec): Promise<void> {
  const { clientNamespace, clientLink, publicBridge } = networkNames(name);
  await createNamespace({
    lab: name,
    name: clientNamespace,
    owner: 'the outside client',
    legs: [
      {
        link: clientLink,
        device: CLIENT_DEVICE,
        bridge: publicBridge,
        address: client,
        prefixLength: prefixLength(cidr),
      },
    ],
    gateway: undefined,
  });
}

/** Gives the client exactly the other addresses that it shall have; a lab that runs gets them too. */
async function placeMoreClients({ name, publicNetwork }: LabSpec): Promise<void> {
  const { clientNamespace } = networkNames(name);
  const hints = {
    step: "give the outside client its users' addresses",
    changed: 'The lab is half created.',
    next: 'run the same command again; if it fails again: smartx down, then smartx up.',
  };
  const shown = await runOrFail(
    ['ip', '-netns', clientNamespace, '-json', '-4', 'address', 'show', 'dev', CLIENT_DEVICE],
    hints,
  );
  const present = parseHostNetwork(shown, '').interfaces.flatMap(({ addresses }) => addresses);
  // Addresses of their own (/32), not of the network: removing one then never takes others along.
  const wanted = (publicNetwork.moreClients ?? []).map((address) => `${address}/32`);
  const main = `${publicNetwork.client}/${prefixLength(publicNetwork.cidr)}`;
  const surplus = present.filter((address) => address !== main && !wanted.includes(address));
  const missing = wanted.filter((address) => !present.includes(address));
  await ipBatch(
    hints,
    [
      ...surplus.map((address) => `address delete ${address} dev ${CLIENT_DEVICE}`),
      ...missing.map((address) => `address add ${address} dev ${CLIENT_DEVICE}`),
    ],
    clientNamespace,
  );
}
