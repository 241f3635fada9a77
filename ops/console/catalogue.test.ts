import { expect, it } from 'vitest';
import { runGenerator } from '../../generator/command.ts';
import { ACME, acmeWith, fixtureProject } from '../../generator/testing/fixture.ts';
import { readIntegrations } from './catalogue.ts';

it('the integrations are those of the sources', async () => {
  using project = await generatedProject(ACME);
  expect(await readIntegrations(project.root)).toMatchObject([{ provider: 'acme' }]);
});

it('there are none while one of them cannot be loaded', async () => {
  const index = `${ACME.get('integrations/acme/index.ts')}\nthrow new Error('acme: the window is missing');\n`;
  using project = await generatedProject(acmeWith({ 'integrations/acme/index.ts': index }));
  expect(await readIntegrations(project.root)).toBeUndefined();
});

async function generatedProject(sources: ReadonlyMap<string, string>) {
  const project = fixtureProject(sources);
  await runGenerator({ root: project.root, check: false }, { print: () => undefined, tell: () => undefined });
  return project;
}
