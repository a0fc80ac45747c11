import type { CataloguePart } from './entry.ts';

/** Problems of the file that holds the declaration, found before a single value of it is read. */
export const configProblems = {
  CONFIG_NOT_FOUND: {
    title: 'No declaration found',
    explanation:
      'Smartx reads smartx.config.ts in the directory where it is called, or in the nearest directory above it that has one. Another file can be named with --config.',
    wrong: 'cd /tmp && smartx check',
    right: 'cd my-platform && smartx check',
  },
  CONFIG_NOT_TYPESCRIPT: {
    title: 'Not a TypeScript file',
    explanation:
      'A declaration is a TypeScript module, because its types tell an editor what may be written. A directory, JavaScript, JSON and YAML are refused rather than half understood.',
    wrong: 'smartx check --config smartx.config.json',
    right: 'smartx check --config smartx.config.ts',
  },
  CONFIG_SYNTAX: {
    title: 'The file cannot be read as TypeScript',
    explanation:
      'Either the text is not valid TypeScript, or it uses something that has to be translated: Node only strips types. Enums, parameter properties and namespaces with values need a translation.',
    wrong: 'enum Port { App = 8000 }',
    right: 'const port = { app: 8000 } as const;',
  },
  CONFIG_IMPORT_FAILED: {
    title: 'An import of the declaration fails',
    explanation:
      'The declaration imports a file, a package or a name that does not exist. Relative imports need their ending, as everywhere in ES modules.',
    wrong: "import { records } from './records';",
    right: "import { records } from './records.ts';",
  },
  CONFIG_THROWS: {
    title: 'The declaration throws',
    explanation:
      'The file was read, and ended with an exception while it ran. The message and the line are those of the exception.',
    wrong: 'export default definePlatform({ domain: process.env.DOMAIN!.trim(), app });',
    right: "export default definePlatform({ domain: process.env.DOMAIN ?? 'foobar.com', app });",
  },
  CONFIG_UNSETTLED: {
    title: 'The declaration does not come to its end',
    explanation:
      'The file awaits something that never came. A declaration states what should be; it should not have to wait for anything.',
    wrong: 'await new Promise(() => {});',
    right: "export default definePlatform({ domain: 'foobar.com', app });",
  },
  CONFIG_NO_DEFAULT_EXPORT: {
    title: 'No default export',
    explanation: "Smartx reads the file's default export.",
    wrong: 'export const platform = definePlatform({ ... });',
    right: 'export default definePlatform({ ... });',
  },
  CONFIG_NOT_A_DECLARATION: {
    title: 'The default export is not a declaration',
    explanation:
      'The default export must be the object that definePlatform returns; a function, a promise or a list is not called, awaited or searched.',
    wrong: 'export default () => definePlatform({ ... });',
    right: 'export default definePlatform({ ... });',
  },
} as const satisfies CataloguePart;
