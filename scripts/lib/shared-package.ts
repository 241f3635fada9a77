import path from 'node:path';
import { build as esbuild, type BuildOptions, type Plugin } from 'esbuild';

/**
 * A package that several bundled packages need, in a file of its own. Without it Secret Manager and Firestore
 * would each carry a copy of google-gax and gRPC, 1.4 MB, and an instance that uses two of them would load both.
 */
export class SharedPackage {
  readonly #name: string;
  readonly #root: string;
  readonly #options: BuildOptions;
  /** Absolute paths of every file that the package consists of, its dependencies included. */
  readonly #closure: ReadonlySet<string>;
  /** Those that another file asks for. */
  readonly #wanted = new Set<string>();

  private constructor(name: string, root: string, options: BuildOptions, closure: ReadonlySet<string>) {
    this.#name = name;
    this.#root = root;
    this.#options = options;
    this.#closure = closure;
  }

  /** Finds out which files a package consists of. @param root Where it is resolved from. */
  static async find(name: string, root: string, options: BuildOptions): Promise<SharedPackage> {
    const stdin = { contents: `require(${JSON.stringify(name)})`, resolveDir: root, sourcefile: 'shared-entry.cjs' };
    const { metafile } = await esbuild({ ...options, stdin, metafile: true, write: false, absWorkingDir: root });
    const files = Object.keys(metafile?.inputs ?? {}).map((file) => path.resolve(root, file));
    return new SharedPackage(name, root, options, new Set(files));
  }

  get file(): string {
    return `vendor-${this.#name}.js`;
  }

  /** Makes what is bundled with it take the package's files from the shared one. */
  plugin(): Plugin {
    return {
      name: 'shared-package',
      setup: (build) => {
        build.onResolve({ filter: /./ }, async ({ path: specifier, pluginData, ...from }) => {
          if (specifier === `./${this.file}`) return { path: specifier, external: true };
          if (pluginData === 'resolving' || from.kind === 'entry-point') return undefined;
          const { importer, resolveDir, kind } = from;
          const resolved = await build.resolve(specifier, { importer, resolveDir, kind, pluginData: 'resolving' });
          return this.#closure.has(resolved.path) ? { path: resolved.path, namespace: 'shared' } : undefined;
        });
        build.onLoad({ filter: /./, namespace: 'shared' }, ({ path: file }) => {
          this.#wanted.add(file);
          return { contents: `module.exports = require('./${this.file}').modules[${this.#keyOf(file)}]()` };
        });
      },
    };
  }

  /** Bundles the shared file, for all that was bundled with the plugin before; undefined where nothing asked for it. */
  async bundle(outdir: string) {
    if (this.#wanted.size === 0) return undefined;
    const loaders = [...this.#wanted]
      .toSorted()
      .map((file) => `${this.#keyOf(file)}: () => require(${JSON.stringify(file)})`);
    const stdin = {
      contents: `exports.modules = { ${loaders.join(', ')} };`,
      resolveDir: this.#root,
      sourcefile: 'shared-entry.cjs',
    };
    return esbuild({ ...this.#options, stdin, write: false, outfile: path.join(outdir, this.file) });
  }

  #keyOf(file: string): string {
    return JSON.stringify(path.relative(this.#root, file).split(path.sep).join('/'));
  }
}
