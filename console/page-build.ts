import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BuildOptions } from 'esbuild';

const PAGE = join(import.meta.dirname, 'page');

/** The page's programs and its style sheet. A browser loads three files in place of a hundred. */
const OPTIONS = {
  entryPoints: {
    main: join(PAGE, 'main.ts'),
    'first-paint': join(PAGE, 'first-paint.ts'),
    styles: join(PAGE, 'styles', 'all.css'),
  },
  outdir: PAGE,
  bundle: true,
  format: 'esm',
  // Nobody waits for a byte on the loopback interface, and whoever looks into the page finds its own words.
  minify: false,
  write: false,
  logLevel: 'silent',
} satisfies BuildOptions;

/** What {@link buildPage} makes, by the names under which it is served. */
export const BUILT = ['main.js', 'first-paint.js', 'styles.css'] as const;

/** The last build, with the time of the last change that is in it. */
let last: { readonly changed: number; readonly files: ReturnType<typeof build> } | undefined;

/** The page, built from its sources as they are now. @returns the text of each file, by its name. */
export function buildPage(): Promise<ReadonlyMap<string, string>> {
  const sources = readdirSync(PAGE, { recursive: true, encoding: 'utf8' });
  const changed = Math.max(...sources.map((name) => statSync(join(PAGE, name)).mtimeMs));
  if (last?.changed !== changed) last = { changed, files: build() };
  return last.files;
}

async function build(): Promise<ReadonlyMap<string, string>> {
  // Loaded for the first page that somebody opens, and never if the page was built beforehand, as in the package.
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build(OPTIONS);
  return new Map(outputFiles.map(({ path, text }) => [relative(PAGE, path), text]));
}
