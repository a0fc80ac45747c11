import { performance } from 'node:perf_hooks';
import { compile } from '../src/compile.ts';
import { lab } from '../src/index.ts';
import { placeholderMaterials } from '../src/operations/placeholder-materials.ts';
import { samplePlatform } from '../tests/platform/sample.ts';

/**
 * Time to compile a platform of so many hosts, every file of every host rendered. Nothing is kept from run to run:
 * every run has a platform of its own, because derived values are cached per platform.
 */
const hostCounts = [100, 1_000, 10_000];
const runs = 5;
/** Name servers, load balancers, database members and monitoring. */
const fixedHosts = 8;

measure(hostCounts[0]!); // the first run pays for starting up
console.log('hosts    min ms  median ms    max ms   µs/host (median)   MB of files');
for (const hosts of hostCounts) {
  const samples = Array.from({ length: runs }, () => measure(hosts));
  const times = samples.map((sample) => sample.milliseconds).sort((left, right) => left - right);
  const median = times[Math.floor(runs / 2)]!;
  const columns = [
    String(hosts).padStart(5),
    times[0]!.toFixed(1).padStart(9),
    median.toFixed(1).padStart(10),
    times.at(-1)!.toFixed(1).padStart(9),
    ((median * 1_000) / hosts).toFixed(1).padStart(18),
    (samples[0]!.bytes / 1e6).toFixed(1).padStart(13),
  ];
  console.log(columns.join(' '));
}

function measure(hosts: number): { readonly milliseconds: number; readonly bytes: number } {
  const platform = samplePlatform({
    environments: { lab: lab({ web: hosts - fixedHosts, public: '10.0.0.0/16', private: '10.128.0.0/16' }) },
  });
  if (platform.hosts.length !== hosts) throw new Error(`${platform.hosts.length} hosts instead of ${hosts}`);
  const materials = placeholderMaterials(platform);
  const start = performance.now();
  const manifest = compile(platform, materials);
  const milliseconds = performance.now() - start;
  let bytes = 0;
  for (const host of manifest.hosts) for (const file of host.files) bytes += file.content.length;
  return { milliseconds, bytes };
}
