import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';

it.each([
  ['migrating.md', 'switching-over.test.ts'],
  ['upgrading.md', 'newer-type.test.ts'],
])('what %s shows is what %s runs', (page, file) => {
  const blocks = codeBlocks(page).filter(({ language }) => language === 'ts');
  const source = readFileSync(join(import.meta.dirname, file), 'utf8');
  expect(blocks.length).toBeGreaterThan(0);
  for (const { text } of blocks) expect(source).toContain(text);
});
