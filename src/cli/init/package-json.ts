import type { ProjectFiles } from './finding.ts';

type Texts = Readonly<Record<string, string>>;

/** What of a package.json matters here. */
export interface PackageJson {
  readonly main: string | undefined;
  readonly scripts: Texts;
  readonly dependencies: Texts;
  readonly engines: Texts;
}

/** Undefined where there is none, or none that can be read. What has another shape is taken as if it were not there. */
export function readPackageJson(files: ProjectFiles): PackageJson | undefined {
  const json = parse(files.get('package.json') ?? '');
  if (!isObject(json)) return undefined;
  return {
    main: typeof json.main === 'string' ? json.main : undefined,
    scripts: texts(json.scripts),
    dependencies: texts(json.dependencies),
    engines: texts(json.engines),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(value: unknown): Texts {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
}
