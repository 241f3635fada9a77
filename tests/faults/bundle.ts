import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { generate } from '../../generator/generate.ts';
import { PLAIN_CONFIG } from '../../generator/testing/fixture.ts';
import { bundle } from '../../scripts/lib/bundle.ts';
import { copyProject, type ProjectCopy } from '../project-copy.ts';

/** A copy of the project with one more saga, generated and built as a user would. */
export interface UserProject {
  /** The functions folder, as a deploy uploads it. */
  readonly functions: string;
  /** Files in here are what the saga fails by. */
  readonly flags: string;
  /** @param text What is in the file. */
  setFlag(name: string, text?: string): void;
  clearFlag(name: string): void;
  remove(): void;
}

/** Seconds, the fewest that a consumer may have. A claim that its holder left behind is free after 30 more. */
const TIMEOUT_SECONDS = 30;

/** Adds the saga of three-steps.ts to a copy of the sources, and builds it. */
export function buildWithThreeSteps(): Promise<UserProject> {
  const project = copyProject();
  project.write('functions/src/sagas/stripe/three-steps.ts', fixture('three-steps.ts', '../../'));
  return built(project);
}

/** Adds the durable sagas of over-time.ts, and the ports of mortal-ports.ts in the place of those that are deployed. */
export function buildOverTime(): Promise<UserProject> {
  const project = copyProject();
  project.write('functions/src/sagas/stripe/over-time.ts', fixture('over-time.ts', '../../'));
  project.write('functions/src/mortal-ports.ts', fixture('mortal-ports.ts', './'));
  project.write(
    'functions/src/integrations.config.ts',
    PLAIN_CONFIG.replace('({})', '({ sagas: { consumers }, integrations: { stripe: { consumers } } })').replace(
      'export const',
      `const consumers = { timeoutSeconds: ${TIMEOUT_SECONDS} };\nexport const`,
    ),
  );
  return built(project, [mortalPorts(project.root)]);
}

function mortalPorts(root: string): Plugin {
  const path = join(root, 'functions', 'src', 'mortal-ports.ts');
  return {
    name: 'mortal-ports',
    setup(build) {
      build.onResolve({ filter: /gcp[\\/](?:door-)?ports\.ts$/ }, ({ importer }) =>
        importer.endsWith(join('core', 'runtime.ts')) ? { path } : undefined,
      );
    },
  };
}

/** The text of a file in this folder, whose imports lead into functions/src. */
function fixture(file: string, toSource: string): string {
  return readFileSync(join(import.meta.dirname, file), 'utf8').replaceAll('../../functions/src/', toSource);
}

async function built({ root, remove }: ProjectCopy, plugins: readonly Plugin[] = []): Promise<UserProject> {
  const functions = join(root, 'functions');
  const flags = join(root, 'flags');
  generate(root);
  await bundle(root, join(functions, 'lib'), { on: ['stripe'], plugins });
  mkdirSync(flags);
  return {
    functions,
    flags,
    setFlag: (name, text = '') => writeFileSync(join(flags, name), text),
    clearFlag: (name) => rmSync(join(flags, name), { force: true }),
    remove,
  };
}
