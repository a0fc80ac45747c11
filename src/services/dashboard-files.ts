/** What the dashboard's daemon, the operations and other services agree on. */

/** The release with the files of the page. */
export const dashboardRelease = { name: 'dashboard', root: '/srv/dashboard' } as const;

/** Who logs in; everybody who may look at all is the same user. */
export const dashboardUser = 'smartx';

/** What operations did, newest last: a JSON list with one mark a line, `[{ "at": …, "kind": …, "title": … }]`. */
export const marksPath = '/var/lib/smartx/marks.json';
