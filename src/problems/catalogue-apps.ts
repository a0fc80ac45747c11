import type { CataloguePart } from './entry.ts';

/** Problems of several applications on one platform. */
export const appsProblems = {
  APPS_BESIDE_APP: {
    title: 'One application and several',
    explanation: 'The only application is declared by `app`; where there are more, all of them stand in `apps`.',
    wrong: "app: node({ directory: 'www' }), apps: { api: flask({ directory: 'api', hostname: 'api' }) }",
    right: "apps: { www: node({ directory: 'www' }), api: flask({ directory: 'api', hostname: 'api' }) }",
  },
  APPS_COUNT: {
    title: 'No application, or too many',
    explanation: 'A platform runs one application at least, and 20 at most, each of them on every application host.',
    wrong: 'apps: {}',
    right: "apps: { www: node({ directory: 'www' }) }",
  },
  APP_NAME_INVALID: {
    title: 'Not a name for an application',
    explanation:
      'Of several applications, each gives its name to units, a system user, a schema and accounts of the database, so it is short and plain.',
    wrong: "apps: { 'My-Shop': node({ directory: 'shop' }) }",
    right: "apps: { shop: node({ directory: 'shop' }) }",
  },
  APP_NAME_RESERVED: {
    title: 'Something else is called so',
    explanation: 'Accounts, schemas and files of the platform have this name already.',
    wrong: "apps: { mysql: node({ directory: 'www' }) }",
    right: "apps: { www: node({ directory: 'www' }) }",
  },
  APP_HOSTNAME_INVALID: {
    title: 'The application cannot be called so',
    explanation: 'Hostnames of applications are names in the declared domain, for which Smartx writes the records.',
    wrong: "apps: { api: flask({ directory: 'api', hostname: 'api.example.net' }) }",
    right: "apps: { api: flask({ directory: 'api', hostname: 'api' }) }",
  },
  APP_PATH_INVALID: {
    title: 'Not the path of an application',
    explanation: 'The part of a hostname that an application has begins and ends with a slash.',
    wrong: "apps: { blog: django({ directory: 'blog', project: 'blog', path: '/blog' }) }",
    right: "apps: { blog: django({ directory: 'blog', project: 'blog', path: '/blog/' }) }",
  },
  APP_PLACE_ALONE: {
    title: 'The only application has the whole site',
    explanation: 'A hostname or a path tells several applications apart; the names of the site stand in `web.names`.',
    wrong: "app: node({ directory: 'app', hostname: 'www' })",
    right: "app: node({ directory: 'app' }), web: { names: ['www'] }",
  },
  APP_PLACE_DUPLICATE: {
    title: 'Two applications, one place',
    explanation:
      'Requests are told apart by hostname and path. An application without a hostname is at the names of the site, which stand for each other; without a path it is at their root.',
    wrong: "apps: { www: node({ directory: 'www' }), api: flask({ directory: 'api' }) }",
    right: "apps: { www: node({ directory: 'www' }), api: flask({ directory: 'api', hostname: 'api' }) }",
  },
  APP_METRICS_OUTSIDE: {
    title: 'Somebody else would be kept from users',
    explanation:
      "What an application tells monitoring stands below its own path. Users are answered 404 there, and another application's paths are not taken from them.",
    wrong: "apps: { blog: { directory: 'blog', path: '/blog/', metrics: '/metrics' } }",
    right: "apps: { blog: { directory: 'blog', path: '/blog/', metrics: '/blog/metrics' } }",
  },
  APP_READY_OUTSIDE: {
    title: 'Another application would answer',
    explanation:
      'Load balancers ask by way of Nginx whether an application is ready, so the path that they ask for lies below its own.',
    wrong: "apps: { blog: node({ directory: 'blog', path: '/blog/', ready: '/readyz' }), ... }",
    right: "apps: { blog: node({ directory: 'blog', path: '/blog/', ready: '/blog/readyz' }), ... }",
  },
  CONTRACT_BELOW_ROOT: {
    title: 'The contract needs a hostname',
    explanation: 'The paths of a contract that Smartx knows begin at the root of a hostname: /api/transfers.',
    wrong: "apps: { bank: node({ directory: 'bank', path: '/bank/', contract: 'ledger' }), ... }",
    right: "apps: { bank: node({ directory: 'bank', hostname: 'bank', contract: 'ledger' }), ... }",
  },
  SCHEMA_BESIDE_APPS: {
    title: 'Each application has its own schema',
    explanation: 'Of several applications, each has a schema that is called like it.',
    wrong: "apps: { www: node({ directory: 'www' }) }, database: { schema: 'www' }",
    right: "apps: { www: node({ directory: 'www' }) }",
  },
} as const satisfies CataloguePart;
