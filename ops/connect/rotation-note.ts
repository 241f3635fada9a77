import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { isJsonObject, isText, parseJson } from '../../functions/src/core/event/json.ts';
import { writePrivately } from '../../local/private-file.ts';

/** What a rotation has done so far, so that it can be resumed. It holds no secret. */
export interface RotationNote {
  /** When the new secret was added, in RFC 3339. */
  readonly at: string;
  /** A digest of the new secret. */
  readonly digest: string;
  /** The webhook that has the new secret, if it is another one. */
  readonly second?: string;
}

/** Keeps the note of one provider's rotation. */
export interface RotationNotes {
  read(): RotationNote | undefined;
  write(note: RotationNote): void;
  clear(): void;
}

/** In a file that its owner alone can read. */
export class RotationFile implements RotationNotes {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): RotationNote | undefined {
    const note = existsSync(this.#path) ? parseJson(readFileSync(this.#path, 'utf8')) : undefined;
    if (!isJsonObject(note) || !isText(note['at']) || !isText(note['digest'])) return undefined;
    const { at, digest, second } = note;
    return { at, digest, ...(isText(second) && { second }) };
  }

  write(note: RotationNote): void {
    writePrivately(this.#path, `${JSON.stringify(note)}\n`);
  }

  clear(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Tells a secret from another one. Secrets are long and random, so nobody finds them by it. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(`rotation ${secret}`).digest('base64url');
}
