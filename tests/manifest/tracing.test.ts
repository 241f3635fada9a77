import { afterAll, beforeAll, expect, it } from 'vitest';
import { deployedFolder, runInBundle, type DeployedFolder } from './deployed-folder.ts';

let deployed: DeployedFolder;

beforeAll(async () => {
  deployed = await deployedFolder({ on: ['stripe'] });
}, 180_000);

afterAll(() => deployed[Symbol.dispose]());

/** Answers one request and takes the spans of it, then prints which files are loaded and what arrived. */
const ONE_REQUEST = `
const http = require('node:http');
const spans = [];
const collector = http.createServer((request, response) => {
  request.on('data', (bytes) => spans.push(String(bytes)));
  request.on('end', () => response.end());
});
const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve('http://127.0.0.1:' + server.address().port)));
(async () => {
  process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = await listen(collector) + '/v1/traces';
  const server = http.createServer(bundle.stripe.webhook);
  const { status } = await fetch(await listen(server));
  const files = loaded().filter((file) => file.includes('opentelemetry'));
  console.log(JSON.stringify({ status, loaded: files, spans: spans.filter((text) => text.includes('POST stripe-webhook')).length }));
  process.exit(0);
})();
`;

/** The last line: the ones before are the function's own log. */
function afterOneRequest(environment: Readonly<Record<string, string>>): unknown {
  const printed = runInBundle(deployed.folder, ONE_REQUEST, { STRIPE_WEBHOOK_SECRET: 'whsec_1', ...environment });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

it('a function that is not traced loads nothing of OpenTelemetry', () => {
  expect(afterOneRequest({})).toEqual({ status: 405, loaded: [], spans: 0 });
});

it('one that is traced loads it from the bundle, and has sent its spans when it answers', () => {
  expect(afterOneRequest({ INTEGRATIONS_TRACING: 'on' })).toEqual({
    status: 405,
    loaded: expect.arrayContaining([
      'vendor-opentelemetry-api.js',
      'vendor-opentelemetry-exporter-trace-otlp-proto.js',
      'vendor-opentelemetry-sdk-trace.js',
    ]),
    spans: 1,
  });
});
