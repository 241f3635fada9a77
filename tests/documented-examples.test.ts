import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeBlocks } from './code-blocks.ts';

const EXAMPLES = join(import.meta.dirname, '..', 'functions', 'src', 'testing', 'examples');

it.each([
  ['migrating.md', 'switching-over.test.ts'],
  ['upgrading.md', 'newer-type.test.ts'],
  ['own-settings.md', 'own-settings.test.ts'],
])('what %s shows is what %s runs', (page, file) => {
  const blocks = codeBlocks(page).filter(({ language }) => language === 'ts');
  const source = readFileSync(join(EXAMPLES, file), 'utf8');
  expect(blocks.length).toBeGreaterThan(0);
  for (const { text } of blocks) expect(source).toContain(text);
});

it('the saga over time that the README shows is the one that runs', () => {
  const shown = codeBlocks('../README.md').filter(({ text }) => text.includes('durableSaga('));
  const source = readFileSync(join(EXAMPLES, 'follow-ups.test.ts'), 'utf8');
  expect(shown).toHaveLength(1);
  for (const { text } of shown) expect(source).toContain(text);
});

it('the whole test that docs/testing.md shows is the one that runs', () => {
  const example = readFileSync(join(EXAMPLES, 'replaced-client.test.ts'), 'utf8');
  expect(codeBlocks('testing.md').map(({ text }) => text)).toContain(example);
});
