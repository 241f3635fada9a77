import path from 'node:path';
import { generate } from '../../generator/generate.ts';
import { functionsFolder } from '../../generator/places.ts';
import { bundle } from './bundle.ts';
import { requireDeployable } from './configuration.ts';
import { requireLoadable } from './loadable.ts';

/** Where a build speaks. */
interface Output {
  readonly print: (line: string) => void;
  readonly warn: (sentence: string) => void;
}

/**
 * Generates, checks and bundles the functions of a project for a deploy.
 * @throws {GeneratorError | LoadError | IntegrationError} whose message is a sentence. esbuild prints its own errors, with
 * the lines they are in.
 */
export async function buildProject(root: string, { print, warn }: Output): Promise<void> {
  // A deploy of what was generated yesterday would leave out what was written today.
  for (const file of generate(root).write) print(`generated: functions/src/generated/${file}`);
  const on = await requireDeployable(root, warn);
  await requireLoadable(root, on, warn);
  // The Firebase CLI names the project that it builds for. Without one, nobody knows which integrations will be on.
  const isForProject = Boolean(process.env['GCLOUD_PROJECT']);
  const files = await bundle(root, path.join(functionsFolder(root), 'lib'), { on: isForProject ? on : undefined });
  for (const { name, bytes } of files) print(`${(bytes / 1000).toFixed(1).padStart(9)} kB  functions/lib/${name}`);
}
