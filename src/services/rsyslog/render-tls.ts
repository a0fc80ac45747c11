import { hostTls } from '../host-tls.ts';
import { hostKeyCredential } from './render-unit.ts';

/** Both sides show the certificate of their host, and take only these names. */
export function tlsParameters(peers: readonly string[]): string {
  return `tls="on" tls.caCert="${hostTls.authority}" tls.myCert="${hostTls.certificate}"
        tls.myPrivKey="${hostKeyCredential}" tls.authMode="name" tls.permittedPeer=[${peers.map((peer) => `"${peer}"`).join(', ')}]`;
}
