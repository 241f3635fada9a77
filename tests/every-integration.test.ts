import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalog } from '../functions/src/generated/catalog.ts';
import { vectorFilesOf, vectorsOf } from './vectors.ts';
import { fewestSamplesOf } from './sample-counts.ts';

const FOLDER = join(import.meta.dirname, '..', 'functions', 'src', 'integrations');
const folders = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

describe.each(folders)('the integration %s', (provider) => {
  const sourceOf = (file: string) => readFileSync(join(FOLDER, provider, file), 'utf8');

  it('runs the conformance suite that every integration runs', () => {
    expect(sourceOf('index.test.ts')).toMatch(/\bintegrationConformance\(/);
  });

  it('is held against every file of cases that there is for it', () => {
    const files = vectorFilesOf(provider).filter((file) => vectorsOf(file) !== undefined);
    const source = sourceOf('index.test.ts');
    // Left out, the suite takes all of them.
    for (const file of source.includes('vectors:') ? files : []) expect(source).toContain(`'${file}'`);
  });

  it('is in the catalog, with at least three samples and its own page', async () => {
    const entry = Object.values(catalog).find((candidate) => candidate.provider === provider);
    expect((await entry?.samples())?.types.length).toBeGreaterThanOrEqual(fewestSamplesOf(provider));
    expect(existsSync(join(FOLDER, provider, 'README.md'))).toBe(true);
  });
});
