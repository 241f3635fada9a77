import { statSync } from 'node:fs';
import path from 'node:path';
import { dotenvFiles } from '../../functions/src/discovery-environment.ts';
import { warning, type Result } from './result.ts';

const OTHERS = 0o077;

/** Looks whether other users of this machine may read the files that secrets are written into. */
export function secretFileResults(root: string, platform: NodeJS.Platform = process.platform): readonly Result[] {
  // Windows tells no modes.
  if (platform === 'win32') return [];
  const files = dotenvFiles({ FUNCTIONS_EMULATOR: 'true' }).filter((file) => file.endsWith('.local'));
  return files.flatMap((file) => {
    const name = path.posix.join('functions', file);
    const mode = statSync(path.join(root, name), { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & OTHERS) === 0) return [];
    return [
      warning(name, 'Other users of this machine can read it, and it is meant for secrets.', `chmod 600 ${name}`),
    ];
  });
}
