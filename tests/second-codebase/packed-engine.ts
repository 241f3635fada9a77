import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../project-files.ts';

/**
 * The packed engine. Packing takes a while, so that whoever runs many tests packs once and names the tarball in
 * `PACKED_ENGINE`.
 * @param out The folder to pack it into otherwise.
 * @returns the tarball.
 */
export function packedEngine(out: string): string {
  const packed = process.env['PACKED_ENGINE'];
  if (packed !== undefined) {
    if (!existsSync(packed)) throw new Error(`PACKED_ENGINE names ${packed}, which is not there.`);
    return packed;
  }
  const args = ['--disable-warning=ExperimentalWarning', join(ROOT, 'scripts', 'package.ts'), '--out', out];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
