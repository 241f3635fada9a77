import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Files } from '../../generator/model.ts';
import { renamed } from './names.ts';

const TEMPLATES = path.join(import.meta.dirname, 'templates', 'integration');

/** The files of a new integration, by their paths from the project's root: a sample scheme by HMAC that works. */
export function integrationFiles(provider: string): Files {
  const templates = globSync('*.txt', { cwd: TEMPLATES }).toSorted();
  return new Map(
    templates.map((file) => [
      `functions/src/integrations/${provider}/${file.replace(/\.txt$/, '')}`,
      renamed(readFileSync(path.join(TEMPLATES, file), 'utf8'), provider),
    ]),
  );
}
