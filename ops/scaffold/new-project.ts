import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { nearest } from '../../functions/src/core/options/nearest.ts';
import { Failure, UsageError } from '../exit.ts';
import { engineProvider, engineProviders, sentType } from './engine-provider.ts';
import { ignoredFiles, projectFiles, type NewProject } from './project.ts';
import { writeNew } from './write.ts';

/**
 * The integrations that a new project uses, and what it sends first.
 * @param list Their names, with commas between them.
 * @throws {UsageError}
 */
export async function requestedIntegrations(list: string): Promise<Pick<NewProject, 'integrations' | 'eventType'>> {
  const names = [...new Set(list.split(',').map((name) => name.trim()))];
  const available = engineProviders();
  const unknown = names.find((name) => !available.includes(name));
  if (unknown !== undefined) {
    const meant = nearest(unknown, available);
    const advice = meant === undefined ? `Choose from: ${available.join(', ')}.` : `Did you mean ${meant}?`;
    throw new UsageError(`There is no integration "${unknown}". ${advice}`);
  }
  const [first, ...others] = names.map(engineProvider);
  if (first === undefined) throw new UsageError('Name at least one integration: --integrations stripe.');
  return { integrations: [first, ...others], eventType: await sentType(first.provider) };
}

interface Exceptions {
  /** Files that the folder is not to get. */
  readonly leftOut?: readonly string[];
  /** Files that are there, and what becomes of what a new project would have. */
  readonly replaced?: Readonly<Record<string, (text: string) => string>>;
}

/**
 * Writes the files of a new project.
 * @returns their paths from its root.
 * @throws {UsageError} if one of them is there and is not to be replaced.
 */
export function writeProject(
  root: string,
  project: NewProject,
  { leftOut = [], replaced = {} }: Exceptions = {},
): readonly string[] {
  const files = new Map([...projectFiles(project)].filter(([file]) => !leftOut.includes(file)));
  const isReplaced = (file: string) => Object.hasOwn(replaced, file);
  writeNew(root, new Map([...files].filter(([file]) => !isReplaced(file))));
  for (const [file, change] of Object.entries(replaced))
    writeFileSync(path.join(root, file), change(files.get(file) ?? ''));
  writeFileSync(path.join(root, '.gitignore'), ignoredFiles());
  return [...files.keys()];
}

/** Installs what a new project depends on. @throws {Failure} */
export function installPackages(root: string): void {
  const words = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr } = spawnSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  throw new Failure(
    `The files are written, but npm could not install the packages; run npm install in ${root}:\n${stderr}`,
  );
}
