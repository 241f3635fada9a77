import path from 'node:path';
import { GeneratorError } from '../generator/fault.ts';
import { generate } from '../generator/generate.ts';
import { bundle } from './lib/bundle.ts';

const root = path.join(import.meta.dirname, '..');

try {
  // A deploy of what was generated yesterday would leave out what was written today.
  for (const file of generate(root).write) console.log(`generated: functions/src/generated/${file}`);
  const files = await bundle(root, path.join(root, 'functions', 'lib'));
  for (const { name, bytes } of files)
    console.log(`${(bytes / 1000).toFixed(1).padStart(9)} kB  functions/lib/${name}`);
} catch (error) {
  // esbuild has printed its own errors, with the lines they are in.
  const printed = error instanceof Error && 'errors' in error;
  if (!printed && !(error instanceof GeneratorError)) throw error;
  if (!printed) console.error(error.message);
  process.exitCode = 1;
}
