import type { Clue, ProjectFiles } from './finding.ts';
import type { PackageJson } from './package-json.ts';

/** How its packages are installed, and what is built with them. */
export function nodeBuild(files: ProjectFiles, { scripts }: PackageJson): Clue {
  const manager = managers.find(({ lockfile }) => files.has(lockfile)) ?? withoutLockfile;
  const builds = scripts.build !== undefined;
  const { lockfile, name } = manager;
  return {
    // What npm needs beside a lockfile is the default of `build`.
    app: builds ? { build: ['sh', '-c', manager.build] } : manager === npm ? {} : { build: manager.install },
    found: [
      ...(lockfile === '' ? [] : [{ file: lockfile, says: `${name} installs its packages` }]),
      ...(builds ? [{ file: 'package.json', says: `it is built by: ${scripts.build}` }] : []),
    ],
    assumed: [
      ...(lockfile === '' ? ['its packages may have any version that package.json allows: there is no lockfile'] : []),
      ...(name === 'npm' ? [] : [`${name} is on the machine that deploys, where it installs the packages`]),
      ...(builds ? ['the script build needs the development packages, which are removed after it'] : []),
    ],
  };
}

const npm = {
  lockfile: 'package-lock.json',
  name: 'npm',
  install: 'npm ci --omit=dev',
  build: 'npm ci && npm run build && npm prune --omit=dev',
};
const managers = [
  npm,
  {
    lockfile: 'pnpm-lock.yaml',
    name: 'pnpm',
    install: 'pnpm install --frozen-lockfile --prod',
    build: 'pnpm install --frozen-lockfile && pnpm run build && pnpm prune --prod',
  },
  {
    lockfile: 'yarn.lock',
    name: 'yarn',
    install: 'yarn install --frozen-lockfile --production',
    build: 'yarn install --frozen-lockfile && yarn run build && yarn install --frozen-lockfile --production --offline',
  },
];
const withoutLockfile = {
  lockfile: '',
  name: 'npm',
  install: 'npm install --omit=dev',
  build: 'npm install && npm run build && npm prune --omit=dev',
};
