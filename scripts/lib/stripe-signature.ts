import path from 'node:path';
import type { Plugin } from 'esbuild';

/** The module that is replaced, below the sources of the functions; in the packed engine it is compiled. */
const MODULES = ['signature.ts', 'signature.js'].map((name) => path.join('integrations', 'stripe', name));

/**
 * Takes for the door only those modules of Stripe's SDK that check signatures: 15 kB of 250 kB. They are put together
 * as the SDK's own entry does it; stripe-signature.test.ts holds the two against each other.
 * @param root Where the SDK is resolved from.
 */
export function stripeSignaturePlugin(root: string): Plugin {
  return {
    name: 'stripe-signature',
    setup(build) {
      build.onLoad({ filter: /[\\/]signature\.[jt]s$/ }, ({ path: file }) =>
        MODULES.some((module) => file.endsWith(path.sep + module))
          ? { contents: CONTENTS, loader: 'js', resolveDir: root }
          : undefined,
      );
      // Its exports map names no single module, so they are found beside its entry.
      build.onResolve({ filter: /^stripe-sdk:/ }, async ({ path: specifier, kind }) => {
        const entry = await build.resolve('stripe', { resolveDir: root, kind });
        return { path: path.join(path.dirname(entry.path), '..', 'esm', specifier.slice('stripe-sdk:'.length)) };
      });
    },
  };
}

const CONTENTS = `
import { ApiVersion } from 'stripe-sdk:apiVersion.js';
import { NodePlatformFunctions } from 'stripe-sdk:platform/NodePlatformFunctions.js';
import { createWebhooks } from 'stripe-sdk:Webhooks.js';

export const webhooks = createWebhooks(new NodePlatformFunctions());
export const API_VERSION = ApiVersion;
`;
