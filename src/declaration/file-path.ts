/** POSIX path resolution without `node:path`, since nothing up to the plan may import from Node. */
export function resolvePath(directory: string, path: string): string {
  const joined = path.startsWith('/') ? path : `${directory}/${path}`;
  const segments: string[] = [];
  for (const segment of joined.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  return `/${segments.join('/')}`;
}
