import { describe, expect, it } from 'vitest';
import type { DeliveryIntegration } from './bundle.ts';
import type { JsonObject } from './google/json.ts';
import { ACME, BUNDLE, deployHttpFunction } from './testing/acme.ts';
import { apply, deployedGoogle } from './testing/applied.ts';
import type { FakeGoogle } from './testing/fake-google.ts';

describe('a webhook', () => {
  const SERVICE = 'run/projects/demo/locations/us-central1/services/acme-webhook';
  const withInvoker = (invoker: DeliveryIntegration['invoker']) => ({
    ...BUNDLE,
    integrations: [{ ...ACME, invoker }],
  });

  async function withWebhook(service: JsonObject): Promise<FakeGoogle> {
    const google = await deployedGoogle();
    deployHttpFunction(google, 'acme-webhook');
    google.resources.set(SERVICE, service);
    return google;
  }

  it('that is unchecked may be called by anyone once the check is off, and is said to be off the policy until then', async () => {
    await using google = await withWebhook({ ingress: 'INGRESS_TRAFFIC_ALL' });
    const bundle = withInvoker('unchecked');
    const line = '  Cloud Run service acme-webhook (acme-webhook)\n    invoker check: on → off';
    expect((await apply(google, ['--check'], bundle)).text).toContain(line);
    expect(await apply(google, [], bundle)).toMatchObject({ code: 0, text: expect.stringContaining(line) });
    expect(google.resources.get(SERVICE)).toEqual({ ingress: 'INGRESS_TRAFFIC_ALL', invokerIamDisabled: true });
    expect((await apply(google, ['--check'], bundle)).code).toBe(0);
  });

  it('that only a gateway may call gets the check back', async () => {
    await using google = await withWebhook({ invokerIamDisabled: true });
    expect((await apply(google, [], withInvoker(['gateway@']))).text).toContain('invoker check: off → on');
    expect(google.resources.get(SERVICE)).toEqual({ invokerIamDisabled: false });
  });

  it('whose service is gone is told, if anyone was to call it', async () => {
    await using google = await withWebhook({});
    google.resources.delete(SERVICE);
    expect((await apply(google, [], withInvoker('private'))).code).toBe(0);
    const { code, text } = await apply(google, [], withInvoker('unchecked'));
    expect(code).toBe(1);
    expect(text).toContain('! Cloud Run service acme-webhook (acme-webhook): it is gone');
  });

  it('that is public keeps the check as it is', async () => {
    await using google = await withWebhook({ invokerIamDisabled: true });
    await apply(google);
    expect(google.resources.get(SERVICE)).toEqual({ invokerIamDisabled: true });
    expect(google.requests.filter(({ path }) => path.startsWith('run/'))).toEqual([]);
  });
});
