import { definePlatform } from 'smartx';
import { measured } from './smartx.config.ts';

/** One file of every host differs, /etc/smartx/firewall.nft: administrators may come from one network more. */
export default definePlatform({ ...measured, firewall: { adminNetworks: ['198.51.100.0/24'] } });
