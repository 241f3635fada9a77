import { IntegrationError } from '../functions/src/core/event/errors.ts';
import { GeneratorError } from '../generator/fault.ts';
import { ROOT } from '../generator/project.ts';
import { buildProject } from './lib/build-project.ts';
import { LoadError } from './lib/loadable.ts';

try {
  await buildProject(ROOT, {
    print: (line) => console.log(line),
    warn: (sentence) => console.warn(`Warning: ${sentence}`),
  });
} catch (error) {
  // esbuild has printed its own errors, with the lines they are in.
  const printed = error instanceof Error && 'errors' in error;
  const isSentence = error instanceof GeneratorError || error instanceof LoadError || IntegrationError.is(error);
  if (!printed && !isSentence) throw error;
  if (isSentence) console.error(error.message);
  process.exitCode = 1;
}
