import path from 'node:path';
import { IntegrationError } from '../functions/src/core/event/errors.ts';
import { GeneratorError } from '../generator/fault.ts';
import { generate } from '../generator/generate.ts';
import { bundle } from './lib/bundle.ts';
import { requireDeployable } from './lib/configuration.ts';
import { LoadError, requireLoadable } from './lib/loadable.ts';
import { ROOT } from '../generator/project.ts';

try {
  // A deploy of what was generated yesterday would leave out what was written today.
  for (const file of generate(ROOT).write) console.log(`generated: functions/src/generated/${file}`);
  const warn = (sentence: string) => console.warn(`Warning: ${sentence}`);
  const on = await requireDeployable(ROOT, warn);
  await requireLoadable(ROOT, on, warn);
  // The Firebase CLI names the project that it builds for. Without one, nobody knows which integrations will be on.
  const isForProject = Boolean(process.env['GCLOUD_PROJECT']);
  const files = await bundle(ROOT, path.join(ROOT, 'functions', 'lib'), { on: isForProject ? on : undefined });
  for (const { name, bytes } of files)
    console.log(`${(bytes / 1000).toFixed(1).padStart(9)} kB  functions/lib/${name}`);
} catch (error) {
  // esbuild has printed its own errors, with the lines they are in.
  const printed = error instanceof Error && 'errors' in error;
  const isSentence = error instanceof GeneratorError || error instanceof LoadError || IntegrationError.is(error);
  if (!printed && !isSentence) throw error;
  if (isSentence) console.error(error.message);
  process.exitCode = 1;
}
