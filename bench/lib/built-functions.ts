import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle, type BundleFile } from '../../scripts/lib/bundle.ts';
import { ROOT } from './framework-process.ts';

/** The functions folder as it is deployed, built in a temporary folder. */
export interface BuiltFunctions extends Disposable {
  readonly source: string;
  readonly files: readonly BundleFile[];
}

/**
 * @param publisher `idle` has a publisher that does nothing in place of the real one.
 * @param secretManager `host:port` of what stands in for Secret Manager, which has no emulator.
 */
export async function builtFunctions(publisher: 'real' | 'idle', secretManager?: string): Promise<BuiltFunctions> {
  const source = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const plugins = [
    ...(publisher === 'idle' ? [idlePublisher] : []),
    ...(secretManager === undefined ? [] : [secretManagerAt(secretManager)]),
  ];
  const files = await bundle(ROOT, path.join(source, 'lib'), { plugins });
  cpSync(path.join(ROOT, 'functions', 'package.json'), path.join(source, 'package.json'));
  return { source, files, [Symbol.dispose]: () => rmSync(source, { recursive: true }) };
}

const idlePublisher: Plugin = {
  name: 'idle-publisher',
  setup(build) {
    build.onLoad({ filter: /gcp[\\/]pubsub[\\/]rest-publisher\.ts$/ }, () => ({
      contents: `export class RestPublisher { publish = (topic, messages) => Promise.resolve(messages.map(() => '1')); }`,
      loader: 'js',
    }));
  },
};

function secretManagerAt(host: string): Plugin {
  const google = `targetOf('secretmanager.googleapis.com', undefined)`;
  return {
    name: 'secret-manager-at',
    setup(build) {
      build.onLoad({ filter: /gcp[\\/]secret-manager[\\/]rest-secret-manager\.ts$/ }, ({ path: file }) => {
        const text = readFileSync(file, 'utf8');
        if (!text.includes(google)) throw new Error(`${file} no longer holds ${google}.`);
        return { contents: text.replace(google, google.replace('undefined', JSON.stringify(host))), loader: 'ts' };
      });
    },
  };
}
