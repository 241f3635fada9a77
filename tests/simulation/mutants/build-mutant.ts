import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { filesOf, SOURCES } from '../build.ts';
import { SAGA_FILES } from '../sagas/saga-build.ts';
import type { Mutant } from './mutant.ts';

/** What {@link simulate} runs in place of the project's own sources. */
interface BuiltMutant extends AsyncDisposable {
  readonly sources: readonly string[];
  readonly worker: string;
}

/** One file each: a thread that loads a hundred modules takes longer for that than for most schedules. */
const OPTIONS = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Builds the sources with a defect, and beside them the thread that runs schedules over them. */
export async function buildMutant(mutant: Mutant): Promise<BuiltMutant> {
  const modules = [...filesOf(SOURCES), ...SAGA_FILES].map((file) => JSON.stringify(`./${file}`));
  const contents = [
    ...modules.map((file, index) => `import * as module${index} from ${file};`),
    `export const build = Object.assign({}, ${modules.map((_, index) => `module${index}`).join(', ')});`,
  ].join('\n');
  const plugins = [withChanges(changedFiles(mutant))];
  const code = await textOf({ stdin: { contents, resolveDir: SOURCES, loader: 'ts' }, plugins });
  const folder = mkdtempSync(join(tmpdir(), 'simulation-mutant-'));
  symlinkSync(join(SOURCES, '..', '..', 'node_modules'), join(folder, 'node_modules'));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    sources: [write('build.mjs', code)],
    worker: write('worker.mjs', await threadText()),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The text of each file that a defect changes, by its path. @throws if a text that it replaces is not in a file exactly once. */
export function changedFiles({ changes, defect }: Mutant): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, from, to } of changes) {
    const path = join(SOURCES, file);
    const text = texts.get(path) ?? readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${defect}: "${from}" has to be in ${file} once.`);
    texts.set(
      path,
      text.replace(from, () => to),
    );
  }
  return texts;
}

function withChanges(texts: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'with-changes',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const contents = texts.get(path);
        return contents === undefined ? undefined : { contents, loader: 'ts' };
      });
    },
  };
}

let thread: Promise<string> | undefined;

function threadText(): Promise<string> {
  thread ??= textOf({ entryPoints: [join(import.meta.dirname, '..', 'worker.ts')] });
  return thread;
}

async function textOf(options: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({ ...OPTIONS, ...options });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing.');
  return file.text;
}
