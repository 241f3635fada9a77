import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate } from './generate.ts';
import { ACME, fixtureProject, INSTANCES } from './testing/fixture.ts';

/** Imports the generated functions in their own process and prints what the Firebase loader would read of them. */
const PRINT_ENDPOINTS = `
const groups = await import(process.argv[1]);
const of = (group) => Object.fromEntries(Object.entries(group).map(([name, it]) => [name, it?.__endpoint]));
console.log(JSON.stringify(Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, group && of(group)]))));
`;

function endpointsOf(root: string, environment: Readonly<Record<string, string>>): Record<string, unknown> {
  const file = path.join(root, 'functions', 'src', 'generated', 'index.ts');
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', PRINT_ENDPOINTS, file], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(output);
}

describe('the generated code, executed', () => {
  it('makes the functions that the Firebase loader looks for', () => {
    using project = fixtureProject(ACME);
    generate(project.root);
    const { acme } = endpointsOf(project.root, { ACME_WEBHOOK_SECRET: 'secret' });
    const onEvents = { eventTrigger: { eventFilters: { topic: 'integration-acme-events' }, retry: true } };
    expect(acme).toMatchObject({
      webhook: { httpsTrigger: { invoker: ['public'] }, concurrency: 8, availableMemoryMb: 512 },
      onAcmeEvent: onEvents,
      auditTrail: onEvents,
      notifySupport: onEvents,
      onDeadLetter: { eventTrigger: { eventFilters: { topic: 'integration-acme-events-dead-letter' }, retry: true } },
    });
  });

  it('looks for missed events by the hour where an API key is set, and only there', () => {
    using project = fixtureProject(ACME);
    generate(project.root);
    const secret = { ACME_WEBHOOK_SECRET: 'secret' };
    const { acme } = endpointsOf(project.root, { ...secret, ACME_API_KEY: 'key' });
    expect(acme).toMatchObject({ reconcile: { scheduleTrigger: { schedule: 'every 1 hours' }, maxInstances: 1 } });
    expect(endpointsOf(project.root, secret)).not.toHaveProperty('acme.reconcile');
  });

  it('makes those of an instance, by its description alone', () => {
    using project = fixtureProject(INSTANCES);
    generate(project.root);
    const { globex, umbrella } = endpointsOf(project.root, { GLOBEX_WEBHOOK_SECRET: 'secret' });
    expect(globex).toMatchObject({
      webhook: { httpsTrigger: { invoker: ['public'] } },
      onGlobexEvent: { eventTrigger: { eventFilters: { topic: 'integration-globex-events' }, retry: true } },
      onDeadLetter: { eventTrigger: { eventFilters: { topic: 'integration-globex-events-dead-letter' } } },
    });
    expect(Object.keys(Object(globex))).not.toContain('event');
    expect(umbrella).toBeUndefined();
  });

  it('makes none for an integration that is off', () => {
    using project = fixtureProject(ACME);
    generate(project.root);
    expect(endpointsOf(project.root, {})).toEqual({});
  });

  it('fails with the variable to set for one that is on but wrong', () => {
    using project = fixtureProject(ACME);
    generate(project.root);
    expect(() => endpointsOf(project.root, { ACME_API_KEY: 'key' })).toThrow('ACME_WEBHOOK_SECRET');
  });
});
