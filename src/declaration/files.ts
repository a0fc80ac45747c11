import type { Problem } from '../problems/problem.ts';
import type { PlacedApp } from './apps.ts';
import { resolvePath } from './file-path.ts';
import type { Declaration, DeclaredApp } from './model.ts';
import { show } from './reading.ts';
import type { ReadPlatform } from './schema.ts';
import { kindOf, type PathKind, type Surroundings } from './surroundings.ts';

export interface NamedFiles {
  /** In the order of the applications. */
  readonly apps: readonly Pick<DeclaredApp, 'directory' | 'build'>[];
  readonly staticDirectory: string | undefined;
  readonly tlsSource: Declaration['tls']['source'];
  readonly problems: readonly Problem[];
}

/** Resolves what the declaration names in the file system, and the defaults that depend on what is there. */
export function readFiles(
  read: ReadPlatform,
  placed: readonly PlacedApp[],
  siteNames: readonly string[],
  surroundings: Surroundings,
): NamedFiles {
  const apps = placed.map(({ written }) => {
    const directory = resolvePath(surroundings.directory, written.directory);
    return { directory, build: readBuild(written.build, directory, surroundings) };
  });
  const atRoot = placed.findIndex(({ app }) => app.path === '/' && app.hostNames[0] === siteNames[0]);
  const named = {
    apps,
    staticDirectory: readStatic(read.web.static, apps[atRoot]?.directory, surroundings),
    tlsSource: readTlsSource(read, surroundings),
  };
  return { ...named, problems: missing(read, placed, named, surroundings) };
}

function readBuild(
  written: PlacedApp['written']['build'],
  directory: string,
  surroundings: Surroundings,
): readonly string[] | undefined {
  if (written !== undefined) return written === false ? undefined : written;
  const hasLockfile = kindOf(surroundings, `${directory}/package-lock.json`) === 'file';
  return hasLockfile ? ['npm', 'ci', '--omit=dev'] : undefined;
}

function readStatic(
  written: string | false | undefined,
  directory: string | undefined,
  surroundings: Surroundings,
): string | undefined {
  if (written === false) return undefined;
  if (written !== undefined) return resolvePath(surroundings.directory, written);
  if (directory === undefined) return undefined;
  const usual = `${directory}/public`;
  return kindOf(surroundings, usual) === 'directory' ? usual : undefined;
}

function readTlsSource(read: ReadPlatform, surroundings: Surroundings): Declaration['tls']['source'] {
  const { certificate } = read.tls;
  if (certificate.kind === 'lab-ca') return certificate;
  return {
    kind: 'files',
    certificateFile: resolvePath(surroundings.directory, certificate.certificateFile),
    keyFile: resolvePath(surroundings.directory, certificate.keyFile),
  };
}

function missing(
  read: ReadPlatform,
  placed: readonly PlacedApp[],
  named: Omit<NamedFiles, 'problems'>,
  surroundings: Surroundings,
): Problem[] {
  const check = (code: Problem['code'], path: string, written: string, file: string, wanted: PathKind): Problem[] => {
    const kind = kindOf(surroundings, file);
    if (kind === wanted) return [];
    const reason = kind === 'absent' ? `${show(written)} does not exist.` : `${show(written)} is not a ${wanted}.`;
    return [{ code, path, reason, fix: `Make it, or correct the path: it stands for ${file}.` }];
  };
  const problems = placed.flatMap(({ at, written: { directory } }, index) =>
    check('APP_DIRECTORY_MISSING', `${at}.directory`, directory, named.apps[index]!.directory, 'directory'),
  );
  if (typeof read.web.static === 'string') {
    problems.push(
      ...check('STATIC_DIRECTORY_MISSING', 'web.static', read.web.static, named.staticDirectory!, 'directory'),
    );
  }
  const { certificate } = read.tls;
  if (certificate.kind === 'files' && named.tlsSource.kind === 'files') {
    for (const key of ['certificateFile', 'keyFile'] as const) {
      problems.push(
        ...check('TLS_FILE_MISSING', `tls.certificate.${key}`, certificate[key], named.tlsSource[key], 'file'),
      );
    }
  }
  return problems;
}
