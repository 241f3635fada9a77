import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle, type BundleFile } from '../../scripts/lib/bundle.ts';
import { ROOT } from './framework-process.ts';

/** The functions folder as it is deployed, built anew in a temporary place. */
export interface BuiltFunctions extends Disposable {
  readonly source: string;
  readonly files: readonly BundleFile[];
}

/** @param publisher `idle` has a publisher that does nothing in place of the real one. */
export async function builtFunctions(publisher: 'real' | 'idle'): Promise<BuiltFunctions> {
  const source = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const files = await bundle(ROOT, path.join(source, 'lib'), publisher === 'idle' ? [idlePublisher] : []);
  cpSync(path.join(ROOT, 'functions', 'package.json'), path.join(source, 'package.json'));
  return { source, files, [Symbol.dispose]: () => rmSync(source, { recursive: true }) };
}

const idlePublisher: Plugin = {
  name: 'idle-publisher',
  setup(build) {
    build.onLoad({ filter: /gcp[\\/]rest-publisher\.ts$/ }, () => ({
      contents: `export class RestPublisher { publish = (topic, messages) => Promise.resolve(messages.map(() => '1')); }`,
      loader: 'js',
    }));
  },
};
