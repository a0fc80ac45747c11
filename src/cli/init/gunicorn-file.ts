import type { Clue, ProjectFiles } from './finding.ts';

/** What a gunicorn.conf.py says by itself: Gunicorn finds it, so that nothing has to be repeated. */
export function gunicornFile(files: ProjectFiles): Clue {
  const name = 'gunicorn.conf.py';
  const application = /^wsgi_app\s*=\s*['"]([^'"]+)['"]/m.exec(files.get(name) ?? '')?.[1];
  if (application === undefined) return {};
  return { app: { start: 'gunicorn' }, found: [{ file: name, says: `Gunicorn serves ${application}` }] };
}
