import { writtenBySmartx } from '../file.ts';

/** One section of haproxy.cfg. An empty string among the directives is an empty line, a `#` starts a comment. */
export interface Section {
  /** `global`, `backend web` */
  readonly header: string;
  readonly directives: readonly string[];
}

/** Sections in the given order, indented as HAProxy's own documentation does. */
export function renderSections(sections: readonly Section[]): string {
  return `${[`# ${writtenBySmartx}`, ...sections.map(renderSection)].join('\n\n')}\n`;
}

function renderSection({ header, directives }: Section): string {
  return [header, ...directives.map((directive) => (directive === '' ? '' : `    ${directive}`))].join('\n');
}
