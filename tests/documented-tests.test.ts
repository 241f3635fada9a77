import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeBlocks } from './code-blocks.ts';

it('the test that docs/testing.md shows is the one that runs', () => {
  const example = readFileSync(join(import.meta.dirname, 'examples', 'replaced-client.test.ts'), 'utf8');
  expect(codeBlocks('testing.md').map(({ text }) => text)).toContain(example);
});
