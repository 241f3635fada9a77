import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Files } from './model.ts';

/** The sources that the generator reads, by their paths relative to functions/src. */
export function readSources(sourceFolder: string): Files {
  return readFiles(sourceFolder, [
    'integrations.config.ts',
    'integrations/*/{index,event,samples,missed-events,object-states,failed-deliveries,registration,topic}.ts',
    'integrations/*/README.md',
    'sagas/**/*.ts',
  ]);
}

/**
 * The sources of some of the engine's own integrations, by the paths that they have in a clone: the packed engine is
 * compiled, and what the generator reads is in either.
 * @param sourceFolder The engine's functions/src.
 */
export function readEngineSources(sourceFolder: string, providers: readonly string[]): Files {
  const files = [
    '{index,event,samples,missed-events,object-states,failed-deliveries,registration,topic}.{ts,js}',
    'README.md',
  ];
  const found = readFiles(
    sourceFolder,
    providers.flatMap((provider) => files.map((file) => `integrations/${provider}/${file}`)),
  );
  return new Map([...found].map(([file, text]) => [file.replace(/\.js$/, '.ts'), asInClone(text)]));
}

/** The text of a module whose imports name files as those of a clone do. */
function asInClone(text: string): string {
  return text.replaceAll(/(from ['"]\.{1,2}\/[^'"]+)\.js(['"])/g, '$1.ts$2');
}

/** The integrations that the engine brings along, in alphabetical order. */
export function engineIntegrations(sourceFolder: string): readonly string[] {
  return globSync('integrations/*/index.{ts,js}', { cwd: sourceFolder })
    .map((file) => path.basename(path.dirname(file)))
    .toSorted();
}

/** What tells by which packages signatures are verified: tests and clients too, by their paths relative to functions/src. */
export function readVerifiers(sourceFolder: string): Files {
  return readFiles(sourceFolder, ['integrations/*/{index.test,signature,client}.ts']);
}

/** Where business logic may be by mistake: sagas that are not TypeScript, and TypeScript that is nobody's folder for it. */
export function readStrays(sourceFolder: string): Files {
  return readFiles(sourceFolder, [
    'sagas/**/*.{js,mjs,cjs,jsx,mts,cts,tsx}',
    '*.ts',
    'integrations/**/*.ts',
    ...OTHERS,
  ]);
}

/** Folders that nobody but their author knows: those of ours hold no business logic. */
const OTHERS = ['!(core|exports|gcp|generated|integrations|sagas|testing)/**/*.ts'];

/** Every file below the generated folder. */
export function readGenerated(folder: string): Files {
  return readFiles(folder, ['**/*.*']);
}

/** What has to happen to a folder for it to hold exactly the wanted files. */
export interface Changes {
  /** Paths whose text is new or another one. */
  readonly write: readonly string[];
  /** Paths that nothing generates any more. */
  readonly remove: readonly string[];
}

/** Compares what is there with what is wanted. */
export function changesBetween(present: Files, wanted: Files): Changes {
  return {
    write: [...wanted.keys()].filter((file) => present.get(file) !== wanted.get(file)),
    remove: [...present.keys()].filter((file) => !wanted.has(file)),
  };
}

/** Makes a folder hold exactly the wanted files; leaves alone what is right already, modification times included. */
export function applyChanges(folder: string, wanted: Files, { write, remove }: Changes): void {
  for (const file of write) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, wanted.get(file) ?? '');
  }
  for (const file of remove) rmSync(path.join(folder, file));
}

function readFiles(folder: string, patterns: readonly string[]): Files {
  const files = globSync([...patterns], { cwd: folder }).map((file) => file.split(path.sep).join('/'));
  return new Map(files.toSorted().map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
}
