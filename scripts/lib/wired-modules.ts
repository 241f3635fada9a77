import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** From a file below generated/. Its `defineBundle` has to run before a function is made. */
export const CONFIG = '../integrations.config.ts';

/**
 * A provider's file wires all of its functions, and each function is bundled alone: what only the others use is left out.
 * That holds for the modules that the file imports, not for what these import: a saga may still `import './setup.ts'`.
 * The configuration is loaded for its effect.
 */
export function wiredModulesArePure(generated: string): Plugin {
  const wired = wiredModules(generated);
  return {
    name: 'wired-modules-are-pure',
    setup(build) {
      build.onResolve(
        { filter: /^(?:\.{1,2}\/|integration-service)/ },
        async ({ path: specifier, pluginData, ...from }) => {
          if (pluginData === 'resolving' || specifier === CONFIG) return undefined;
          const { importer, resolveDir, kind, namespace } = from;
          // Our imports name whole files. To have esbuild resolve each of thousands takes seconds.
          const file = specifier.startsWith('.')
            ? path.resolve(resolveDir, specifier)
            : (await build.resolve(specifier, { importer, resolveDir, kind, namespace, pluginData: 'resolving' })).path;
          // Whoever imports it: which import esbuild resolves first is chance, and the first one decides.
          const isWired = namespace === 'function' || wired.has(file);
          return isWired ? { path: file, sideEffects: false } : undefined;
        },
      );
    },
  };
}

/** The modules that generated code imports. */
function wiredModules(generated: string): ReadonlySet<string> {
  const files = readdirSync(generated).filter((file) => file.endsWith('.ts'));
  const specifiers = files.flatMap((file) => [
    ...readFileSync(path.join(generated, file), 'utf8').matchAll(/ from '(\.{1,2}\/[^']+)';/g),
  ]);
  const paths = specifiers.map(([, specifier = '']) => path.resolve(generated, specifier));
  return new Set(paths.filter((file) => path.basename(file) !== path.basename(CONFIG)));
}
