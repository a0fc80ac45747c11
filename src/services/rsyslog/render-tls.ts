import { hostKeyCredential } from './render-unit.ts';

/** Both sides show the certificate of their host, and take only these names. */
export function tlsParameters(peers: readonly string[]): string {
  return `tls="on" tls.caCert="/etc/smartx/tls/authority.crt" tls.myCert="/etc/smartx/tls/host.crt"
        tls.myPrivKey="${hostKeyCredential}" tls.authMode="name" tls.permittedPeer=[${peers.map((peer) => `"${peer}"`).join(', ')}]`;
}
