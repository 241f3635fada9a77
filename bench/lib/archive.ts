import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a deploy uploads of `functions/lib`. */
export interface Archive {
  readonly files: number;
  /** Compressed file by file. */
  readonly bytes: number;
}

export function archiveOf(lib: string): Archive {
  const files = readdirSync(lib).filter((name) => !name.endsWith('.map'));
  const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(lib, name))).byteLength, 0);
  return { files: files.length, bytes };
}
