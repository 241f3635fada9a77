import path from 'node:path';
import type { Plugin } from 'esbuild';
import { CONFIG } from './wired-modules.ts';

/** `function:stripe/webhook` is one function of a provider's file. */
export function functionEntries(generated: string): Plugin {
  return {
    name: 'function-entries',
    setup(build) {
      build.onResolve({ filter: /^function:/ }, ({ path: entry }) => ({
        path: entry.replace('function:', ''),
        namespace: 'function',
      }));
      build.onLoad({ filter: /.*/, namespace: 'function' }, ({ path: entry }) => {
        const [provider, name] = entry.split('/');
        return { contents: `import '${CONFIG}';\nexport { ${name} } from './${provider}.ts';`, resolveDir: generated };
      });
    },
  };
}

/** The index loads the file of a function at the first call of it. */
export const functionFilesAreExternal: Plugin = {
  name: 'function-files-are-external',
  setup(build) {
    build.onResolve({ filter: /^\.\/.*\.js$/ }, ({ path: file, importer }) =>
      importer.endsWith('bundle-entry.cjs') ? { path: file, external: true } : undefined,
    );
  },
};

/**
 * firebase-functions imports firebase-admin for callable functions, which we have none of. Told that loading it has no
 * effect, esbuild leaves it out: 17 kB instead of 680 kB in each HTTPS function.
 */
export const firebaseAdminIsPure: Plugin = {
  name: 'firebase-admin-is-pure',
  setup(build) {
    build.onResolve({ filter: /^firebase-admin(\/|$)/ }, async ({ path: specifier, pluginData, ...from }) => {
      if (pluginData === 'resolving' || !from.importer.includes(`${path.sep}firebase-functions${path.sep}`))
        return undefined;
      const resolved = await build.resolve(specifier, {
        importer: from.importer,
        resolveDir: from.resolveDir,
        kind: from.kind,
        pluginData: 'resolving',
      });
      return { path: resolved.path, sideEffects: false };
    });
  },
};

/** rxjs gives Node its CommonJS build, of which nothing can be left out: with its ES modules a subscriber loses 130 kB. */
export const rxjsAsModules: Plugin = {
  name: 'rxjs-as-modules',
  setup(build) {
    build.onResolve({ filter: /^rxjs$/ }, async ({ path: specifier, pluginData, ...from }) => {
      if (pluginData === 'resolving') return undefined;
      const { importer, resolveDir, kind } = from;
      const { path: commonJs } = await build.resolve(specifier, {
        importer,
        resolveDir,
        kind,
        pluginData: 'resolving',
      });
      return { path: commonJs.replace(`${path.sep}cjs${path.sep}`, `${path.sep}esm${path.sep}`), sideEffects: false };
    });
  },
};
