import { afterAll, beforeAll, expect, it } from 'vitest';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { OtlpCollector } from '../../functions/src/testing/otlp-collector.ts';
import { accepted } from '../faults/accepted.ts';
import { deployedFolder, type DeployedFolder } from '../manifest/deployed-folder.ts';
import { deploy, type Deployment } from './deployed.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const SECRET = 'whsec_trace_tests';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describeWithEmulators('the trace of one event across the functions', (emulators) => {
  let collector: OtlpCollector;
  let folder: DeployedFolder;
  let deployment: Deployment;

  beforeAll(async () => {
    collector = await OtlpCollector.start();
    folder = await deployedFolder({ on: ['stripe'] });
    deployment = await deploy({
      project: uniqueProject(),
      secret: SECRET,
      emulators,
      source: folder.folder,
      environment: { INTEGRATIONS_TRACING: 'on', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url },
    });
  }, 120_000);

  afterAll(async () => {
    await deployment.stop();
    folder[Symbol.dispose]();
    await collector[Symbol.asyncDispose]();
  });

  it('leads from the request through Pub/Sub to the command', async () => {
    await post('customer.updated');
    const names = () => collector.spans.map(({ name }) => name);
    await expect.poll(names, { timeout: 25_000 }).toContain('command');
    await expect.poll(names, { timeout: 25_000 }).toContain('process integration-stripe-events');

    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const byName = new Map(collector.spans.map((span) => [span.name, span]));
    const parentOf = (name: string) => byName.get(name)?.parentSpanId;
    const idOf = (name: string) => byName.get(name)?.spanId;
    expect(parentOf('POST stripe-webhook')).toBe(SPAN);
    expect(parentOf('verify')).toBe(idOf('POST stripe-webhook'));
    expect(parentOf('send integration-stripe-events')).toBe(idOf('POST stripe-webhook'));
    expect(parentOf('process integration-stripe-events')).toBe(idOf('POST stripe-webhook'));
    expect(parentOf('command')).toBe(idOf('process integration-stripe-events'));
  });

  async function post(type: string): Promise<void> {
    const now = new Date();
    const body = Buffer.from(stripeSamples.sample(type, { id: 'traced', now }));
    const url = deployment.webhookUrl;
    const { headers } = stripeSamples.request({ body, type, id: 'traced', signing: SECRET, now, url });
    const traced = { ...headers, traceparent: `00-${TRACE}-${SPAN}-01` };
    await accepted(url, traced, body);
  }
});
