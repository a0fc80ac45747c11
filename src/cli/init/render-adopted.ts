import { configFileName } from '../config-file.ts';
import type { Output } from '../invocation.ts';
import type { AdoptedProject } from './adopt-project.ts';

/** What was found out about an application, and what was not. */
export function renderAdopted(directory: string, project: AdoptedProject, out: Pick<Output, 'paint'>): string {
  const { framework, found, assumed, unknown } = project;
  const where = project.directory === '.' ? '' : `${project.directory}/`;
  const width = Math.max(0, ...found.map(({ file }) => where.length + file.length));
  return [
    `${out.paint(['bold', 'green'], '✓')} ${directory}/${configFileName}: ${names[framework]}`,
    ...section(
      'Found',
      found.map(({ file, says }) => `${`${where}${file}`.padEnd(width)}  ${says}`),
    ),
    ...section('Assumed; correct it there if it is not so', assumed),
    ...section('Not known; say it there', unknown),
  ].join('\n');
}

const names = {
  command: 'an application that a command starts',
  django: 'a Django project',
  flask: 'a Flask application',
  node: 'an application for Node',
};

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `  ${title}:`, ...lines.map((line) => `    ${line}`)];
}
