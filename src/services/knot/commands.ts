/** knotc(8): reads the configuration and says what is wrong with it. */
export function checkConfigurationCommand(path: string): readonly string[] {
  return ['/usr/sbin/knotc', '-c', path, 'conf-check'];
}

/** kzonecheck(1): loads the zone and applies the semantic checks of the server. */
export function checkZoneCommand(zone: string, path: string): readonly string[] {
  return ['/usr/bin/kzonecheck', '-o', zone, path];
}

/**
 * Asks one name server for the start of the zone. kdig(1) is content with any answer, SERVFAIL included, so the answer
 * itself is looked at.
 */
export function answersZoneCommand(zone: string, address: string): readonly string[] {
  const question = `/usr/bin/kdig +short +time=1 +retry=0 @${address} ${zone}. SOA`;
  return ['/bin/sh', '-c', `${question} | grep -q .`];
}
