import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { separatedSecrets } from '../../functions/src/core/config/settings.ts';
import { writePrivately } from '../../local/private-file.ts';
import type { SecretKeeper } from './secret-keeper.ts';

const FILE = '.secret.local';
/** The newest, and the one that it replaces. */
const KEPT = 2;
/** A variable and its value, which may have lines between quotes. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=(?:[ \t]*"[^"]*"|[ \t]*'[^']*')?[^\n]*\n?/gm;

/** A variable of functions/.secret.local, which the local host reads. Only its owner may read the file. */
export class SecretFile implements SecretKeeper {
  readonly where = `functions/${FILE}`;
  readonly delayMs = 0;
  readonly afterwards = 'Restart npm start: it reads secrets once.';
  readonly #path: string;
  readonly #variable: string;
  readonly #isWhole: boolean;

  /** @param isWhole Whether a comma is part of the value: then there is one value. */
  constructor(functionsFolder: string, variable: string, isWhole: boolean) {
    this.#path = path.join(functionsFolder, FILE);
    this.#variable = variable;
    this.#isWhole = isWhole;
  }

  held(): Promise<readonly string[]> {
    const value = parseEnv(this.#text())[this.#variable] ?? '';
    return Promise.resolve(separatedSecrets(value, this.#isWhole).filter((one) => one !== ''));
  }

  async add(value: string, beside: readonly string[] = []): Promise<void> {
    const newest = this.#isWhole ? [value] : [value, ...(await this.held())].slice(0, KEPT);
    const values = this.#isWhole ? newest : [...new Set([...newest, ...beside])];
    const line = `${this.#variable}=${quoted(values.join(','))}`;
    writePrivately(this.#path, `${this.#others()}${line}\n`);
  }

  /** Removes the variable. */
  protected remove(): void {
    if (existsSync(this.#path)) writePrivately(this.#path, this.#others());
  }

  /** The file without the variable. */
  #others(): string {
    const others = this.#text().replaceAll(ASSIGNMENT, (whole: string, name: string) =>
      name === this.#variable ? '' : whole,
    );
    const kept = others.trimEnd();
    return kept === '' ? '' : `${kept}\n`;
  }

  #text(): string {
    return existsSync(this.#path) ? readFileSync(this.#path, 'utf8') : '';
  }
}

/** As a dotenv file takes it: a key in PEM has lines. */
function quoted(value: string): string {
  return /^[\w+/=.:,@-]*$/.test(value) ? value : `"${value.replaceAll('\n', String.raw`\n`)}"`;
}
