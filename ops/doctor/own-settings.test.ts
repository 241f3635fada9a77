import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { secret, setting } from '../../functions/src/core/logic/setting.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { MemorySecrets } from '../../functions/src/testing/memory-ports.ts';
import { ownSettingResults } from './own-settings.ts';
import { ACCOUNT, ENVIRONMENT, ExaminedProject } from './testing/examined-project.ts';

const url = setting('CRM_URL', { read: (text) => new URL(text) });
const region = setting('CRM_REGION', { otherwise: 'eu' });
const key = secret('CRM_KEY');
const own = new Map([['stripe', [url, region, key]]]);

function resultsOf(environment: Record<string, string>, project: string | undefined, secrets = new MemorySecrets()) {
  return ownSettingResults(own, environment, { project, secrets });
}

describe('of own settings the doctor says', () => {
  it('what is set, and how often', async () => {
    const environment = { CRM_URL: 'https://crm.test', CRM_KEY: 'a, b' };
    expect(await resultsOf(environment, undefined)).toEqual([
      { what: 'setting CRM_URL', status: 'ok', says: 'is set' },
      { what: 'setting CRM_REGION', status: 'ok', says: 'is not set, and has a value in the code' },
      { what: 'secret CRM_KEY', status: 'ok', says: '2 values are accepted' },
    ]);
  });

  it.each([
    [undefined, '${EDITOR:-vi} functions/.secret.local', "echo 'CRM_URL=…' >> functions/.env.local"],
    ['demo', "echo 'CRM_KEY_NAME=…' >> functions/.env.demo", "echo 'CRM_URL=…' >> functions/.env.demo"],
  ])('what is missing, and how to set it, for project %s', async (project, forKey, forUrl) => {
    expect(await resultsOf({}, project)).toMatchObject([
      { what: 'setting CRM_URL', status: 'finding', mend: forUrl },
      { status: 'ok' },
      { what: 'secret CRM_KEY', status: 'finding', mend: forKey },
    ]);
  });

  it('what cannot be used, and that of two only one is read', async () => {
    const environment = { CRM_URL: 'crm', CRM_KEY: 'a', CRM_KEY_NAME: 'crm-key' };
    expect(await resultsOf(environment, 'demo')).toMatchObject([
      { says: 'CRM_URL cannot be used: Invalid URL.', mend: '${EDITOR:-vi} functions/.env.demo' },
      { status: 'ok' },
      { says: 'Both CRM_KEY and CRM_KEY_NAME are set, and only the value is read. Remove one of them.' },
    ]);
  });

  it('whether a secret that has a name is there', async () => {
    const environment = { CRM_URL: 'https://crm.test', CRM_KEY_NAME: 'crm-key' };
    const secrets = new MemorySecrets();
    expect((await resultsOf(environment, 'demo', secrets)).at(-1)).toMatchObject({
      status: 'finding',
      mend: 'gcloud secrets create crm-key --replication-policy=automatic --data-file=- --project=demo',
    });
    secrets.set('crm-key', 'new', 'old');
    expect((await resultsOf(environment, 'demo', secrets)).at(-1)).toMatchObject({ says: '2 values are accepted' });
  });
});

describe('in a deployed project', () => {
  let project: ExaminedProject;

  beforeEach(async () => {
    project = await ExaminedProject.start();
    await project.healthy();
  });
  afterEach(() => project[Symbol.asyncDispose]());

  it('the account of the functions needs to read own secrets', async () => {
    project.secrets.set('crm-key', 'a');
    project.grant(ACCOUNT, ['roles/datastore.user', 'roles/pubsub.publisher', 'roles/run.invoker']);
    const found = await project.findings({
      config: defineBundle({}, { ...ENVIRONMENT, CRM_URL: 'https://crm.test', CRM_KEY_NAME: 'crm-key' }),
      catalog: [{ ...catalog.stripe, settings: async () => [url, key] }],
    });
    expect(found.map(({ what }) => what)).toContain('service account: read the secret crm-key');
  });
});
