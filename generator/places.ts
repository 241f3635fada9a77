import { existsSync } from 'node:fs';
import path from 'node:path';

/** What files of this program end in: the packed engine is compiled. */
export const ENDING = path.extname(import.meta.filename);

/** The sources of the engine that this program is part of. */
export const ENGINE_SOURCE = path.join(import.meta.dirname, '..', 'functions', 'src');

/** Whether a folder is the root of a project: its functions are configured there. */
export function holdsTree(root: string): boolean {
  return existsSync(path.join(sourceFolder(root), 'integrations.config.ts'));
}

/** The folder that the functions are deployed from. */
export function functionsFolder(root: string): string {
  return path.join(root, 'functions');
}

/** Where the sources of a project are. */
export function sourceFolder(root: string): string {
  return path.join(functionsFolder(root), 'src');
}

/**
 * The Firebase project that a project is deployed from: the nearest folder with a firebase.json. A codebase beside others,
 * or a function kit, is somewhere below it.
 */
export function firebaseFolder(root: string): string {
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'firebase.json'))) return folder;
    if (folder === path.dirname(folder)) return root;
  }
}

/** What says which functions there are, from the sources: an index of the user's own, or the generated one. */
export function surfaceOf(source: string): string {
  return existsSync(path.join(source, 'index.ts')) ? 'index.ts' : 'generated/index.ts';
}

/** Whether sources hold the engine itself, as those of a clone do, rather than depending on it. */
export function holdsEngine(source: string): boolean {
  return existsSync(path.join(source, 'core'));
}
