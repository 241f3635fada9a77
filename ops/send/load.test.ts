import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { stripe } from '../../functions/src/integrations/stripe/index.ts';
import { stripeSamples as samples } from '../../functions/src/integrations/stripe/samples.ts';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { parseSendArguments } from './arguments.ts';
import { load } from './load.ts';
import { loadReport } from './load-report.ts';
import type { Target } from './target.ts';

/** An endpoint and a console in one: each event is given a status by the endpoint's answer. */
class FakeHost {
  readonly bodies: string[] = [];
  readonly #answer: (index: number) => number;

  constructor(answer: (index: number) => number = () => 200) {
    this.#answer = answer;
  }

  async listen(): Promise<string> {
    const server = createServer((request, response) => void this.#reply(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('There is no port.');
    return `http://127.0.0.1:${address.port}`;
  }

  async #reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ id: request.url, status: 'handled', timeline: [], letters: [] }));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const status = this.#answer(this.bodies.push(Buffer.concat(chunks).toString()));
    const event = parseJson(this.bodies.at(-1) ?? '');
    response.statusCode = status;
    response.end(JSON.stringify(status === 200 && isJsonObject(event) ? { id: event['id'] } : {}));
  }
}

function targetAt(url: string): Target {
  return {
    integration: stripe,
    samples,
    settings: { webhookUrls: [], toleranceSeconds: undefined },
    secret: { configured: 'whsec_1', signing: 'whsec_1' },
    endpoint: url,
    console: { url, token: '' },
  };
}

function run(url: string, ...words: readonly string[]) {
  const wanted = parseSendArguments(['stripe', 'invoice.paid', ...words]);
  if (wanted.load === undefined) throw new Error('These words ask for no load.');
  return load(targetAt(url), wanted, wanted.load);
}

it('a load sends different events at a rate, and reports answers, latency and what became of them', async () => {
  const host = new FakeHost((count) => (count === 7 ? 503 : 200));
  const result = await run(await host.listen(), '--rate', '40', '--for', '1', '--set', 'data.object.amount_paid=7');
  expect(new Set(host.bodies).size).toBe(40);
  expect(host.bodies.every((body) => body.includes('"amount_paid":7'))).toBe(true);
  expect(result).toMatchObject({
    sent: 40,
    answers: { 200: 39, 503: 1 },
    events: { handled: 39 },
    isGood: false,
  });
  expect(result.perSecond.reached).toBeLessThanOrEqual(40);
  const { p50, p95, p99, longest } = result.latencyMs;
  expect([p50, p95, p99, longest]).toEqual([p50, p95, p99, longest].toSorted((one, other) => one - other));
});

it('an endpoint elsewhere gets no load', async () => {
  const { load: shape, ...wanted } = parseSendArguments(['stripe', 'invoice.paid', '--rate', '1']);
  const elsewhere: Target = { ...targetAt('https://hooks.example.com'), console: undefined };
  await expect(load(elsewhere, wanted, shape ?? { perSecond: 1, seconds: 1 })).rejects.toThrow(
    '--rate is for the local host only',
  );
});

it('a load that nobody answers says to start the host', async () => {
  await expect(run('http://127.0.0.1:1', '--rate', '2', '--for', '1')).rejects.toThrow('run npm start');
});

it.each([
  [['--for', '3'], '--for says how long --rate lasts'],
  [['--rate', '5', '--count', '3'], 'leave --count out'],
  [['--rate', '5', '--file', 'body.json'], 'leave one out'],
  [['--rate', '0'], '--rate must be a whole number from 1 to 1000'],
  [['--rate', '1000', '--for', '101'], 'must not be more than 100000 events'],
])('%j is refused with a sentence', (words, sentence) => {
  expect(() => parseSendArguments(['stripe', 'invoice.paid', ...words])).toThrow(sentence);
});

it('the report has a line for each question', () => {
  const report = loadReport({
    sent: 500,
    perSecond: { wanted: 50, reached: 49.96 },
    answers: { 200: 499, none: 1 },
    latencyMs: { p50: 4.21, p95: 30, p99: 41, longest: 55 },
    events: { handled: 498, dead: 1 },
    isGood: false,
  });
  expect(report.split('\n')).toEqual([
    'sent       500, 50.0 per second of 50',
    'answers    499 × 200, 1 without an answer',
    'latency    p50 4.2 ms, p95 30 ms, p99 41 ms, longest 55 ms',
    'events     498 handled, 1 dead',
  ]);
});
