import { writtenBySmartx } from '../file.ts';
import { loadBalancerDownFile, loadBalancerHealth } from '../local-endpoints.ts';
import type { VrrpInstance } from './model.ts';
import { stateScriptPath } from './render-state.ts';

/** The account that the check runs under; keepalived.conf(5) takes it as the default for all scripts. */
export const scriptUser = 'keepalived_script';

/**
 * keepalived.conf(5). Every instance starts as BACKUP and none preempts: an address that moves back by itself would
 * interrupt users a second time. Adverts are unicast, so they pass networks that drop multicast.
 */
export function renderKeepalivedConf(instance: VrrpInstance): string {
  const { host, path } = { host: `127.0.0.1:${loadBalancerHealth.port}`, path: loadBalancerHealth.path };
  return `# ${writtenBySmartx}
global_defs {
    router_id ${instance.routerName}
    enable_script_security
    script_user ${scriptUser}
    vrrp_version 3
    # A leg that is not there yet is a fault that heals, not a reason to refuse to start.
    dynamic_interfaces
    # Adverts of strangers are ignored.
    vrrp_check_unicast_src
    # Neighbours that missed the announcement of a move learn of it within a minute.
    vrrp_garp_master_refresh 60
}

# Twice in a row no answer from the local HAProxy, and the address goes to another load balancer.
vrrp_script haproxy {
    script "/usr/bin/curl -fsS -o /dev/null --max-time 0.8 http://${host}${path}"
    interval 1
    timeout 1
    fall 2
    rise 2
    init_fail
}

# The unit of HAProxy writes 1 here when it stops or dies; that need not wait for the next check.
track_file haproxy_down {
    file "${loadBalancerDownFile}"
    weight 0
    init_file 0
}

vrrp_instance site {
    state BACKUP
    nopreempt
    interface ${instance.interfaceName}
    virtual_router_id ${instance.virtualRouterId}
    priority ${instance.priority}
    advert_int ${instance.advertIntervalMs / 1000}
${renderUnicast(instance)}    virtual_ipaddress {
        ${instance.virtualAddress}/32 dev ${instance.interfaceName}
    }
${renderTracked(instance)}    track_script {
        haproxy
    }
    track_file {
        haproxy_down
    }
    notify "${stateScriptPath}" root root
}
`;
}

/** Alone there is nobody to send to, and keepalived refuses a source address without peers. */
function renderUnicast({ sourceAddress, peerAddresses }: VrrpInstance): string {
  if (peerAddresses.length === 0) return '';
  const peers = peerAddresses.map((address) => `        ${address}\n`).join('');
  return `    unicast_src_ip ${sourceAddress}\n    unicast_peer {\n${peers}    }\n`;
}

/** keepalived refuses an empty block; its own interface it watches anyway. */
function renderTracked({ trackedInterfaces }: VrrpInstance): string {
  if (trackedInterfaces.length === 0) return '';
  return `    track_interface {\n${trackedInterfaces.map((name) => `        ${name}\n`).join('')}    }\n`;
}
