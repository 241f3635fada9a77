import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { ImportExpression } from 'acorn';
import type { Plugin } from 'esbuild';
import { parseTypeScript, walk } from '../../generator/syntax.ts';

/** A package that our code loads by `import()`. */
interface LazyPackage {
  readonly name: string;
  readonly specifiers: readonly string[];
  /** A folder whose code imports it, from where it is found. */
  readonly folder: string;
}

/** The packages that our code loads by `import()`. */
export class LazyPackages {
  readonly #specifiers = new Map<string, Set<string>>();
  readonly #folders = new Map<string, string>();

  /** The file that a package is bundled to. */
  static fileOf(packageName: string): string {
    return `vendor-${packageName.replace('@', '').replace('/', '-')}.js`;
  }

  add(specifier: string, folder: string): void {
    const name = packageOf(specifier);
    if (!this.#folders.has(name)) this.#folders.set(name, folder);
    this.#specifiers.set(name, (this.#specifiers.get(name) ?? new Set()).add(specifier));
  }

  entries(): readonly LazyPackage[] {
    return [...this.#specifiers].map(([name, specifiers]) => ({
      name,
      specifiers: [...specifiers],
      folder: this.#folders.get(name) ?? '',
    }));
  }
}

/**
 * Makes each `import('package')` of ours load that package's own file, and takes note of the package. esbuild would
 * inline the package into every function, or leave it to be installed; it cannot split CommonJS.
 * @param sourceFolders Only files below them are ours.
 */
export function lazyPackagesPlugin(sourceFolders: readonly string[], packages: LazyPackages): Plugin {
  return {
    name: 'lazy-packages',
    setup(build) {
      build.onResolve({ filter: /^\.\/vendor-.*\.js$/ }, ({ path: file }) => ({ path: file, external: true }));
      build.onLoad({ filter: /\.[jt]s$/ }, ({ path: file }) => {
        if (!sourceFolders.some((folder) => file.startsWith(folder + path.sep))) return undefined;
        const text = readFileSync(file, 'utf8');
        if (!text.includes('import(')) return undefined;
        return { contents: rewriteImports(file, text, packages), loader: 'js' };
      });
    },
  };
}

/** A module as JavaScript, with every `import('package')` turned into a load of that package's file. */
export function rewriteImports(file: string, text: string, packages: LazyPackages): string {
  const { program, javascript } = parseTypeScript(file, text);
  const found: { readonly node: ImportExpression; readonly specifier: string }[] = [];
  walk(program, (node) => {
    const specifier = isImport(node) && node.source.type === 'Literal' ? node.source.value : undefined;
    if (isImport(node) && typeof specifier === 'string' && isPackage(specifier)) found.push({ node, specifier });
  });
  // From the end, so that the places of the others stay right.
  return found.toReversed().reduce((code, { node, specifier }) => {
    packages.add(specifier, path.dirname(file));
    const from = JSON.stringify(`./${LazyPackages.fileOf(packageOf(specifier))}`);
    const load = `Promise.resolve().then(() => require(${from}).packages[${JSON.stringify(specifier)}]())`;
    return code.slice(0, node.start) + load + code.slice(node.end);
  }, javascript);
}

function isPackage(specifier: string): boolean {
  return /^[@a-zA-Z]/.test(specifier) && !isBuiltin(specifier);
}

/** `@scope/name/sub/path` → `@scope/name` */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isImport(node: object): node is ImportExpression {
  return 'type' in node && node.type === 'ImportExpression';
}
