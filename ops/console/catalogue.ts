import { readFile } from 'node:fs/promises';
import path from 'node:path';

const DOCUMENT = path.join(import.meta.dirname, '..', '..', 'functions', 'src', 'generated', 'asyncapi.json');

/** The AsyncAPI document that the generator wrote; undefined where it has not yet. */
export async function readCatalogue(): Promise<string | undefined> {
  try {
    return await readFile(DOCUMENT, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
