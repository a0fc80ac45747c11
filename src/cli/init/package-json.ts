import { z } from 'zod';
import type { ProjectFiles } from './finding.ts';

/** What of a package.json matters here. A part that has another shape is taken as if it were not there. */
const schema = z.object({
  main: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string()).catch({}),
  dependencies: z.record(z.string(), z.string()).catch({}),
  engines: z.object({ node: z.string().optional() }).catch({}),
});
export type PackageJson = z.infer<typeof schema>;

/** Undefined where there is none, or none that can be read. */
export function readPackageJson(files: ProjectFiles): PackageJson | undefined {
  try {
    const read = schema.safeParse({
      scripts: {},
      dependencies: {},
      engines: {},
      ...(JSON.parse(files.get('package.json') ?? '') as object),
    });
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
