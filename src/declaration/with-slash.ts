/** A path as the beginning of all that lies below it: `/static` and `/static/` are `/static/`. */
export function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
