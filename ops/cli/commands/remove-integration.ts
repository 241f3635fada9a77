import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { holdsEngine, sourceFolder } from '../../../generator/places.ts';
import { generateAll } from '../../../generator/command.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { packageOf, planRemoval, readUserSources, type Removal } from '../../scaffold/removal.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn } from '../options.ts';
import { ROOT } from '../../../generator/project.ts';

const USAGE = `Removes integrations: their folders, their sagas, the tests and packages that only they need.

  npx integrations remove integration twilio okta
  npx integrations remove integration --all-but stripe

  --all-but          keeps the named integrations and removes all others
  --yes              does not ask
${COMMON_USAGE.json}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const options = { json: COMMON.json, yes: COMMON.yes, 'all-but': { type: 'boolean', default: false } } as const;
    const { values, positionals: named } = optionsIn(args, options);
    const removed = removedOf(named, values['all-but']);
    const plan = planRemoval(readUserSources(ROOT), removed, packagesElsewhere());
    const shared = plan.shared.length === 0 ? '' : ` These take events of others as well: ${plan.shared.join(', ')}.`;
    const question = `This deletes ${removed.join(', ')}: ${plan.files.length} files under functions/src.${shared}`;
    if (!values.yes && !(await terminal.confirm(`${question} Go on?`))) return EXIT.notDone;
    remove(plan);
    await generateAll({ root: ROOT, check: false });
    uninstall(plan.packages);
    terminal.print(values.json ? JSON.stringify({ removed, ...plan }) : textOf(removed, plan));
    return EXIT.done;
  },
};

/** @throws {UsageError} */
function removedOf(named: readonly string[], isAllBut: boolean): readonly string[] {
  const folder = path.join(sourceFolder(ROOT), 'integrations');
  const there = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  if (!holdsEngine(sourceFolder(ROOT)) && named.some((name) => !there.includes(name))) throw new UsageError(OF_ENGINE);
  if (named.length === 0) throw new UsageError(`Name the integrations: ${there.join(', ')}.`);
  const unknown = named.find((name) => !there.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`There is no integration ${unknown}. Choose from: ${there.join(', ')}.`);
  const removed = isAllBut ? there.filter((name) => !named.includes(name)) : named;
  if (removed.length === 0) throw new UsageError('No other integration is left to remove.');
  return removed;
}

const OF_ENGINE =
  'The integrations of the package cannot be removed: take their names out of integrations.config.ts, remove their sagas, and uninstall their SDKs.';

/** The packages that everything but integrations and sagas imports. */
function packagesElsewhere(): ReadonlySet<string> {
  const patterns = [
    '{bench,console,generator,local,ops,scripts,tests}/**/*.{ts,mjs}',
    'functions/src/*.ts',
    'functions/src/{core,gcp,testing}/**/*.ts',
  ];
  const files = globSync(patterns, { cwd: ROOT, exclude: (name) => name === 'node_modules' });
  const texts = files.map((file) => readFileSync(path.join(ROOT, file), 'utf8'));
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(/(?:from |import\(|import )'([^']+)'/g)].flatMap(([, specifier]) => specifier ?? []),
  );
  return new Set(specifiers.flatMap((specifier) => packageOf(specifier) ?? []));
}

function remove({ files }: Removal): void {
  const source = sourceFolder(ROOT);
  for (const file of files) rmSync(path.join(source, file));
  for (const file of files) removeEmpty(path.dirname(path.join(source, file)));
}

function removeEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  removeEmpty(path.dirname(folder));
}

/** @throws {UsageError} that says what is left to do. */
function uninstall(packages: readonly string[]): void {
  if (packages.length === 0) return;
  const words = ['uninstall', '--no-audit', '--no-fund', '--loglevel=error', ...packages];
  const { status, stderr } = spawnSync('npm', words, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  throw new UsageError(
    `The files were removed, but npm could not uninstall ${packages.join(' ')}; run npm ${words.join(' ')}:\n${stderr}`,
  );
}

function textOf(removed: readonly string[], { files, packages }: Removal): string {
  const unused = packages.length === 0 ? '' : `, and the packages ${packages.join(', ')}`;
  return `Removed ${removed.join(', ')}: ${files.length} files${unused}.

Next:
  take their options out of functions/src/integrations.config.ts, and their variables out of functions/.env
  npm test
  npm run delivery:predeploy -- --project my-project, before their functions are deleted by the next deploy`;
}
