/** Paths in the form of `Problem.path`, and a quick answer to whether another path has to do with one of them. */
export class PathSet {
  readonly #paths = new Set<string>();
  readonly #ancestors = new Set<string>();

  add(path: string): void {
    this.#paths.add(path);
    for (const ancestor of ancestorsOf(path)) this.#ancestors.add(ancestor);
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /** True when `path` is in here, lies below one that is, or above one. */
  touches(path: string): boolean {
    if (this.#paths.has(path) || this.#ancestors.has(path)) return true;
    return ancestorsOf(path).some((ancestor) => this.#paths.has(ancestor));
  }
}

/** Of `a.b.c`: `a.b`, `a` and the empty path of the whole declaration. */
function ancestorsOf(path: string): readonly string[] {
  const segments = path === '' ? [] : path.split('.');
  return segments.map((_, length) => segments.slice(0, length).join('.'));
}
