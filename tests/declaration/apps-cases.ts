import type { Case } from './cases.ts';

const app = { directory: 'app', start: 'node src/main.ts' };

function withApps(apps: object, changes: object = {}): object {
  return { domain: 'foobar.com', apps, ...changes };
}

/** Several applications on one platform. */
export const appsCases: readonly Case[] = [
  {
    title: 'one application and several',
    input: withApps({ www: app }, { app }),
    expected: ['APPS_BESIDE_APP apps'],
  },
  { title: 'several applications of which there is none', input: withApps({}), expected: ['APPS_COUNT apps'] },
  {
    title: 'more applications than a host carries',
    input: withApps(
      Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`a${index}`, { ...app, hostname: `a${index}` }])),
    ),
    expected: ['APPS_COUNT apps'],
  },
  {
    title: 'limits of an application at paths that it has not, and at its own',
    input: withApps({
      www: { ...app, limits: { paths: { '/blog/up': {} } } },
      blog: { ...app, path: '/blog/', limits: { paths: { '/up/': {}, '/blog/': {}, '/blog/up/': {} } } },
    }),
    expected: [
      'LIMIT_PATH_INVALID apps.blog.limits.paths./blog/',
      'LIMIT_PATH_INVALID apps.blog.limits.paths./up/',
      'LIMIT_PATH_INVALID apps.www.limits.paths./blog/up',
    ],
  },
  { title: 'several applications that are no object', input: withApps([]), expected: ['WRONG_KIND apps'] },
  { title: 'applications of another kind', input: withApps({ www: 5 }), expected: ['WRONG_KIND apps.www'] },
  {
    title: 'one of several without a start command and with a misspelt key',
    input: withApps({ www: { directory: 'app', prot: 3000 } }),
    expected: ['UNKNOWN_KEY apps.www.prot', 'VALUE_MISSING apps.www.start'],
  },
  {
    title: 'one of several that is not there',
    input: withApps({ www: { ...app, directory: 'shop' } }),
    expected: ['APP_DIRECTORY_MISSING apps.www.directory'],
  },
  {
    title: 'names that are none, or that something else has',
    input: withApps({
      'my-shop': { ...app, hostname: 'a' },
      MyShop: { ...app, hostname: 'b' },
      address: { ...app, hostname: 'e' },
      migrate: { ...app, hostname: 'c' },
      averylongnameofashop: { ...app, hostname: 'd' },
    }),
    expected: [
      'APP_NAME_INVALID apps.MyShop',
      'APP_NAME_RESERVED apps.address',
      'APP_NAME_INVALID apps.averylongnameofashop',
      'APP_NAME_RESERVED apps.migrate',
      'APP_NAME_INVALID apps.my-shop',
    ],
  },
  {
    title: 'a hostname outside of the domain, and one that is none',
    input: withApps({ api: { ...app, hostname: 'api.example.net.' }, www: { ...app, hostname: 'a_b' } }),
    expected: ['APP_HOSTNAME_INVALID apps.api.hostname', 'APP_HOSTNAME_INVALID apps.www.hostname'],
  },
  {
    title: 'a hostname of an application, while the domain is wrong',
    input: withApps({ api: { ...app, hostname: 'api.foobar.com.' } }, { domain: 'FooBar.com' }),
    expected: ['DOMAIN_INVALID domain'],
  },
  {
    title: 'paths that do not begin and end with a slash, or lead out',
    input: withApps({
      a: { ...app, path: '/blog' },
      b: { ...app, path: 'blog/', hostname: 'b' },
      c: { ...app, path: '/../', hostname: 'c' },
      d: { ...app, path: '/a//', hostname: 'd' },
    }),
    expected: [
      'APP_PATH_INVALID apps.a.path',
      'APP_PATH_INVALID apps.b.path',
      'APP_PATH_INVALID apps.c.path',
      'APP_PATH_INVALID apps.d.path',
    ],
  },
  {
    title: 'two applications at one place: by default, by name, by another name of the site, by path',
    input: withApps({
      a: app,
      b: app,
      c: { ...app, hostname: 'www' },
      d: { ...app, hostname: 'api' },
      e: { ...app, hostname: 'api.foobar.com' },
      f: { ...app, path: '/blog/' },
      g: { ...app, hostname: '@', path: '/blog/' },
    }),
    expected: [
      'APP_PLACE_DUPLICATE apps.b',
      'APP_PLACE_DUPLICATE apps.c.hostname',
      'APP_PLACE_DUPLICATE apps.e.hostname',
      'APP_PLACE_DUPLICATE apps.g.path',
    ],
  },
  {
    title: 'a place for the only application',
    input: { domain: 'foobar.com', app: { ...app, hostname: 'www', path: '/shop/' } },
    expected: ['APP_PLACE_ALONE app.hostname', 'APP_PLACE_ALONE app.path'],
  },
  {
    title: 'measurements at the path of another application',
    input: withApps({ bank: { ...app, path: '/bank/', metrics: '/metrics' } }),
    expected: ['APP_METRICS_OUTSIDE apps.bank.metrics'],
  },
  {
    title: 'a path that says ready and belongs to another application',
    input: withApps({ www: app, blog: { ...app, path: '/blog/', ready: '/readyz' } }),
    expected: ['APP_READY_OUTSIDE apps.blog.ready'],
  },
  {
    title: 'a contract below the root',
    input: withApps({ bank: { ...app, path: '/bank/', contract: 'ledger' } }),
    expected: ['CONTRACT_BELOW_ROOT apps.bank.contract'],
  },
  {
    title: 'ports of several applications that clash',
    input: withApps({
      a: { ...app, port: 3000 },
      b: { ...app, port: 3000, hostname: 'b' },
      c: { ...app, port: 9100, hostname: 'c' },
    }),
    expected: ['PORT_CLASH apps.b.port', 'PORT_CLASH apps.c.port'],
  },
  {
    title: 'static files at the place of another application',
    input: withApps({
      www: { ...app, static: { '/blog/static/': 'public', '/static/': 'public' } },
      blog: { ...app, path: '/blog/', static: { '/static/': 'public', '/blog/static': 'public' } },
    }),
    expected: ['STATIC_PATH_INVALID apps.blog.static./static/', 'STATIC_PATH_INVALID apps.www.static./blog/static/'],
  },
  {
    title: 'static files at all that an application has',
    input: withApps({ www: app, blog: { ...app, path: '/blog/', static: { '/blog': 'public' } } }),
    expected: ['STATIC_PATH_INVALID apps.blog.static./blog'],
  },
  {
    title: 'a schema beside several applications',
    input: withApps({ www: app }, { database: { schema: 'shop' } }),
    expected: ['SCHEMA_BESIDE_APPS database.schema'],
  },
  {
    title: 'what is wrong in one of several, at its own path',
    input: withApps({
      www: { ...app, environment: { PORT: '1' }, secrets: ['A', 'A'], static: { static: 'public' } },
    }),
    expected: [
      'ENVIRONMENT_VARIABLE_RESERVED apps.www.environment.PORT',
      'SECRET_DUPLICATE apps.www.secrets.1',
      'STATIC_PATH_INVALID apps.www.static.static',
    ],
  },
];
