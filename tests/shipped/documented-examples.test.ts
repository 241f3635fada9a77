import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';

const SAGAS = join(import.meta.dirname, '..', '..', 'functions', 'src', 'sagas');

it('the test of a batch that docs/testing.md shows is the one that runs', () => {
  const example = readFileSync(join(SAGAS, 'sendgrid', 'batch.test.ts'), 'utf8');
  expect(codeBlocks('testing.md').map(({ text }) => text)).toContain(example);
});
