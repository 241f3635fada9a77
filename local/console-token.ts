import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from './private-file.ts';

const SHAPE = /^[\w-]{43}$/;

/** The token of the local console. It is kept in the state folder, so that pages stay open over a restart and tools find it. */
export class ConsoleToken {
  readonly path: string;

  constructor(stateDir: string) {
    this.path = join(stateDir, 'console-token');
  }

  /** The token; undefined if there is none yet. */
  get(): string | undefined {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8').trim() : '';
    return SHAPE.test(text) ? text : undefined;
  }

  /** The token; made if there is none yet. */
  ensure(make: () => string): string {
    const known = this.get();
    if (known !== undefined) return known;
    const made = make();
    writePrivately(this.path, `${made}\n`);
    return made;
  }
}
