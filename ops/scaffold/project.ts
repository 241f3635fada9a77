import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { ENGINE_SOURCE } from '../../generator/places.ts';
import type { Files } from '../../generator/model.ts';
import { importedPackages, OF_PROJECTS, OF_TESTS, SHARED } from '../../scripts/lib/imported-packages.ts';
import { sagaFiles, type SagaProvider } from './saga.ts';
import { useCaseNames } from './names.ts';

const TEMPLATES = path.join(import.meta.dirname, 'templates', 'project');

/** What a new project uses, and where it is deployed. */
export interface NewProject {
  /** As npm takes it. */
  readonly name: string;
  /** Of the engine's integrations, the first of which gets a saga. */
  readonly integrations: readonly [SagaProvider, ...SagaProvider[]];
  /** A type of the first one's events. */
  readonly eventType: string;
  /** The Firebase project that `firebase use` calls the default. */
  readonly firebaseProject: string;
}

/** A file of a project beside others: what a project has of its own only if it is in no Firebase project already. */
export const FIREBASE_FILES = ['firebase.json', '.firebaserc'] as const;

/** What runs a project that depends on the engine, by the names that the scripts of a clone have. */
const SCRIPTS = {
  start: 'integrations start',
  send: 'integrations send',
  test: 'vitest run',
  types: 'tsc -p .',
  generate: 'integrations generate',
  build: 'integrations build',
  doctor: 'integrations doctor',
  console: 'integrations console',
  url: 'integrations url',
  replay: 'integrations replay',
  reconcile: 'integrations reconcile',
  'dead-letters': 'integrations dead-letters',
  'new:saga': 'integrations new saga',
  'new:integration': 'integrations new integration',
  'delivery:predeploy': 'integrations delivery predeploy',
  'delivery:apply': 'integrations delivery apply',
  'delivery:check': 'integrations delivery check',
};

/** The files of a new project that belong to its owner, by their paths from its root. Everything else is generated. */
export function projectFiles(project: NewProject): Files {
  const { name, integrations, eventType, firebaseProject } = project;
  const [first] = integrations;
  const names = integrations.map(({ provider }) => provider);
  return new Map([
    ['package.json', json({ name, private: true, type: 'module', ...manifest(names) })],
    ['tsconfig.json', template('tsconfig.json')],
    ['firebase.json', template('firebase.json')],
    ['.firebaserc', json({ projects: { default: firebaseProject } })],
    ['README.md', template('README.md').replaceAll('PROJECT_NAME', name).replaceAll('SEND', sendOf(project))],
    [
      'functions/src/integrations.config.ts',
      template('integrations.config.ts').replace('INTEGRATIONS', names.map((one) => `    ${one}: {},\n`).join('')),
    ],
    ...sagaFiles(first, useCaseNames('latest-events'), eventType),
  ]);
}

/** What git has to leave alone: what is installed, built and kept on this machine, and secrets. */
export function ignoredFiles(): string {
  return template('gitignore');
}

/** The arguments by which `npm run send` sends what the first saga handles. */
export function sendOf({ integrations: [first], eventType }: Pick<NewProject, 'integrations' | 'eventType'>): string {
  return `${first.provider} ${eventType}`;
}

function manifest(providers: readonly string[]): object {
  const needed = [...SHARED, ...sdksOf(providers)];
  return {
    scripts: SCRIPTS,
    dependencies: sorted([[packageJson.name, `^${packageJson.version}`], ...needed.map(versioned)]),
    devDependencies: sorted(OF_PROJECTS.map(versioned)),
    engines: { node: '>=20' },
    allowScripts: { '@firebase/util': false, esbuild: false, protobufjs: false },
  };
}

/** The packages that the engine's integrations import and do not bring along: the SDKs of their providers. */
export function sdksOf(providers: readonly string[]): readonly string[] {
  const brought = new Set([...SHARED, ...OF_TESTS]);
  const imported = providers.flatMap((provider) => {
    const folder = path.join(ENGINE_SOURCE, 'integrations', provider);
    const files = globSync('**/*.{js,ts}', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'));
    return files.flatMap((file) => [...importedPackages(folder, packageJson.name, file).keys()]);
  });
  return [...new Set(imported)].filter((name) => !brought.has(name)).toSorted();
}

/** The versions that this engine is tested with: the lists of a clone, or those of the packed engine. */
const VERSIONS: Readonly<Record<string, string>> = versionsIn(packageJson);

function versionsIn(manifestOfEngine: object): Readonly<Record<string, string>> {
  const lists = Object.entries(manifestOfEngine).filter(([key]) => /^(?:dev|peer)?dependencies$/i.test(key));
  return Object.assign({}, ...lists.map(([, list]) => list));
}

function versioned(name: string): readonly [string, string] {
  const version = VERSIONS[name];
  if (version === undefined) throw new Error(`The engine does not say with which version of ${name} it is tested.`);
  return [name, `^${version.replace(/^\^/, '')}`];
}

/** An object with its fields in the order of their names. */
export function sorted(entries: readonly (readonly [string, string])[]): object {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function template(name: string): string {
  return readFileSync(path.join(TEMPLATES, `${name}.txt`), 'utf8');
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
