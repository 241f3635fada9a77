import { expect, it } from 'vitest';
import { OVERVIEW } from '../../generator/documents/overview.ts';
import { codeBlocks } from '../code-blocks.ts';
import { cloneProject } from './clone.ts';

it('a newer engine conflicts with sagas, configuration and a provider of the user only in generated files, which the documented commands fix', () => {
  using engine = cloneProject();
  using user = cloneProject(engine);

  const [saga] = codeBlocks('../README.md').filter(({ language }) => language === 'ts');
  user.write('functions/src/sagas/stripe/end-access.ts', saga?.text ?? '');
  const config = user.read('functions/src/integrations.config.ts');
  user.write(
    'functions/src/integrations.config.ts',
    config.replace(
      /integrations: \{/,
      `region: 'europe-west1',\n  integrations: {\n    stripe: { toleranceSeconds: 120 },`,
    ),
  );
  user.run('npx integrations new integration acme && npm run generate && git add --all && git commit --quiet -m mine');

  for (const file of ['functions/src/core/handle/consumer.ts', 'functions/src/integrations/stripe/index.ts']) {
    engine.write(file, `${engine.read(file)}\n// Newer.\n`);
  }
  engine.run(
    'npx integrations new integration globex && npm run generate && git add --all && git commit --quiet -m newer',
  );

  user.run(`git remote add upstream ${engine.root} && git fetch --quiet upstream`);
  expect(() => user.run('git merge upstream/main')).toThrow();
  const conflicts = user.run('git diff --name-only --diff-filter=U').trim().split('\n');
  expect(conflicts).not.toEqual(['']);
  const isGenerated = (file: string) => file.startsWith('functions/src/generated/') || file === OVERVIEW;
  expect(conflicts.filter((file) => !isGenerated(file))).toEqual([]);

  const fix = codeBlocks('../UPGRADING.md').find(({ text }) => text.startsWith('npm run generate\n'));
  user.run(fix?.text.trim().split('\n').join(' && ') ?? 'false');
  expect(user.run('git status --porcelain')).toBe('');
  expect(user.run('npm run generate:check')).toContain('up to date');
  expect(user.read('functions/src/generated/providers.ts')).toMatch(/acme[\s\S]*globex[\s\S]*stripe/);
  expect(user.read('functions/src/generated/stripe.ts')).toContain('endAccess');
  const files = ['acme', 'globex', 'stripe'].map((provider) => `functions/src/generated/${provider}.ts`);
  user.write('tsconfig.merged.json', JSON.stringify({ extends: './tsconfig.json', files, include: [] }));
  user.run('npx tsc -p tsconfig.merged.json');
});
