/** What `smartx explain CODE` tells about a problem. */
export interface CatalogueEntry {
  /** A few words, as a heading. */
  readonly title: string;
  /** Why it is a problem, in a few sentences. */
  readonly explanation: string;
  /** A piece of a declaration that has the problem. */
  readonly wrong: string;
  /** The same piece, mended. */
  readonly right: string;
}

export type CataloguePart = Readonly<Record<string, CatalogueEntry>>;
