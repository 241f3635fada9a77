import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { variableOf } from '../../functions/src/core/config/settings.ts';
import { useRuntime } from '../../functions/src/core/runtime.ts';
import { webhookFunction } from '../../functions/src/gcp/webhook-function.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import type { Provider } from '../../functions/src/generated/providers.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { vectorFilesOf, vectorsOf, type Vector } from '../vectors.ts';
import { FRAMEWORK_VERSIONS } from '../framework/frameworks.ts';
import { FrameworkServer, type Reply } from '../framework/server.ts';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';

defineBundle({});

const SECRET_NAME = 'secret-under-test';

const servers = new Map(FRAMEWORK_VERSIONS.map((version) => [version, new FrameworkServer(version)]));
beforeAll(async () => {
  // The time of arrival is measured; on a busy machine it would fall into another second than the vector's.
  vi.useFakeTimers({ toFake: ['performance'] });
  await Promise.all([...servers.values()].map((server) => server.listen()));
});
afterAll(() => {
  for (const server of servers.values()) server.close();
  vi.useRealTimers();
});

for (const entry of Object.values(catalog)) {
  for (const file of vectorFilesOf(entry.provider)) {
    const vectors = vectorsOf(file);
    describe.skipIf(vectors === undefined).each([...servers])(
      `${file} over HTTP on functions framework %s`,
      (_, server) => {
        it.each((vectors ?? []).filter(isSendable))('$name: $verdict', async (vector) => {
          const { reply, maxBytes } = await send(entry.provider, vector, server);
          if (GREETINGS.has(vector.name)) expect(reply).toMatchObject({ status: 200 });
          else if (isAnswered(vector)) expectAnswer(reply, vector);
          else if (vector.verdict === 'refuse') expect(reply.status).toBeGreaterThanOrEqual(400);
          else if (vector.body.byteLength > maxBytes) expect(reply.status).toBe(413);
          else if (vector.verdict === 'accept') expect(reply).toMatchObject({ status: expect.toSatisfy(isSuccess) });
          expect(reply.status).toBeLessThan(500);
          expectNoLeak(reply, vector);
        });
      },
    );
  }
}

async function send(
  provider: Provider,
  vector: Vector,
  server: FrameworkServer,
): Promise<{ reply: Reply; maxBytes: number }> {
  // The suites' secrets are not in the form of real ones, which tests/secret-forms.test.ts is about.
  const { checkSecret: _form, ...integration } = await catalog[provider].integration();
  const ports = memoryPorts(vector.now);
  const isAskedForToken = integration.needsVerifyToken === 'to register';
  // The case of a handshake names the verify token where others name the secret.
  const isTokenGiven = isAskedForToken && vector.kind === 'handshake';
  ports.secrets.set(SECRET_NAME, ...(isTokenGiven ? ['the secret'] : vector.secrets));
  if (isAskedForToken) {
    process.env[variableOf(provider, 'VerifyToken')] = isTokenGiven ? vector.secrets[0] : 'the verify token';
  }
  useRuntime(ports);
  const { pathname, search } = new URL(vector.url);
  process.env[variableOf(provider, 'WebhookSecretName')] = SECRET_NAME;
  process.env[variableOf(provider, 'WebhookUrl')] = vector.registeredUrl;
  server.serve(webhookFunction(integration));
  const body = vector.wireBody ?? vector.body;
  const reply = await server.send({ method: vector.method, path: pathname + search, headers: vector.headers, body });
  return { reply, maxBytes: integration.maxBytes };
}

/** What Node sends in a header. */
const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Cases that cannot be brought about here: HTTP trims headers and holds no more than Latin-1 in them, Node writes methods in capitals, encoded bodies are inflated, malformed secrets fail at start. */
function isSendable({ name, method, headers, wireBody }: Vector): boolean {
  const trimmed = Object.values(headers).every((value) => value === value.trim() && HEADER_TEXT.test(value));
  const inflated = 'content-encoding' in headers && wireBody === undefined;
  return trimmed && !inflated && method === method.toUpperCase() && !name.startsWith('secret-');
}

/** Discord wants a 204. */
function isSuccess(status: number): boolean {
  return status === 200 || status === 204;
}

/** Handshakes: no signature verifies them, and still the provider has to get its answer. */
const GREETINGS: ReadonlySet<string> = new Set(['activation-ping']);

/** Handshakes that the provider expects to be answered, whether they are signed or not. */
function isAnswered({ reply, verdict }: Vector): boolean {
  return reply?.status === 200 && verdict !== 'either';
}

function expectAnswer({ status, body }: Reply, { reply }: Vector): void {
  expect(status).toBe(200);
  if (reply?.json !== undefined) expect(JSON.parse(body)).toEqual(reply.json);
  if (reply?.body !== undefined) expect(body).toBe(reply.body);
}

function expectNoLeak({ body }: Reply, { secrets }: Vector): void {
  expect(body).not.toMatch(/\n\s+at /);
  expect(body).not.toContain('node_modules');
  // The secret of the WorkOS cases is the word "secret", which our own sentences hold.
  for (const secret of secrets.filter((one) => one !== 'secret')) expect(body).not.toContain(secret);
}
