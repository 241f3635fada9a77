import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { messageOf } from '../../core/event/error-text.ts';
import type { OutgoingMessage } from '../../core/event/platform-event.ts';
import { NO_SCOPE } from '../../core/config/scope.ts';
import { SAGAS, topicOf } from '../../core/event/names.ts';
import { FakePubSub } from '../../testing/fake-pubsub.ts';
import { refusal } from '../../testing/fake-rest-server.ts';
import { RestPublisher } from './rest-publisher.ts';
import type { Credentials } from '../rest/credentials.ts';

const TOPIC = 'integration-acme-events';
const GENEROUS_MS = 20_000;

function message(text: string): OutgoingMessage {
  return { data: Buffer.from(text), attributes: { id: text } };
}

/** Credentials that count up each time they are renewed. */
function countingCredentials(): Credentials {
  let token = 1;
  return {
    headers: () => Promise.resolve({ authorization: `Bearer ${token}` }),
    projectId: () => Promise.resolve('from-metadata'),
    renew: () => {
      token += 1;
    },
  };
}

async function start(project = 'shop', scope = NO_SCOPE): Promise<{ pubsub: FakePubSub; publisher: RestPublisher }> {
  vi.stubEnv('GCLOUD_PROJECT', project);
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', undefined);
  vi.stubEnv('FIREBASE_CONFIG', undefined);
  const pubsub = new FakePubSub();
  const origin = await pubsub.server.listen();
  const credentials = countingCredentials();
  const publisher = new RestPublisher(scope, () => ({ origin, credentials }));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await publisher.close();
    await pubsub.server.close();
  });
  return { pubsub, publisher };
}

describe('publishing by REST', () => {
  it('sends bytes, attributes and who we are, and gives the ids back in order', async () => {
    const { pubsub, publisher } = await start();
    const bytes = Buffer.from([0, 255, 10]);
    const ids = await publisher.publish(TOPIC, [{ data: bytes, attributes: { id: 'é"1' } }, message('b')], GENEROUS_MS);
    expect(ids).toEqual(['1.1', '1.2']);
    const [call] = pubsub.calls;
    expect(call).toMatchObject({ path: `/v1/projects/shop/topics/${TOPIC}:publish`, authorization: 'Bearer 1' });
    expect(call?.messages).toEqual([
      { data: bytes.toString('base64'), attributes: { id: 'é"1' } },
      { data: Buffer.from('b').toString('base64'), attributes: { id: 'b' } },
    ]);
  });

  it('puts the scope in front of the name of the topic', async () => {
    const { pubsub, publisher } = await start('shop', { own: 'eu', source: 'eu' });
    await publisher.publish(TOPIC, [message('a')], GENEROUS_MS);
    expect(pubsub.calls[0]?.path).toBe(`/v1/projects/shop/topics/eu-${TOPIC}:publish`);
  });

  it('gets what is due at the durable sagas of a listener to the listener, and not to whom it listens to', async () => {
    const { pubsub, publisher } = await start('shop', { own: 'erp', source: '' });
    await publisher.publish(topicOf(SAGAS), [message('a')], GENEROUS_MS);
    expect(pubsub.calls[0]?.path).toBe('/v1/projects/shop/topics/erp-integration-sagas-events:publish');
  });

  it('asks the credentials for the project where the environment does not name it', async () => {
    const { pubsub, publisher } = await start('');
    vi.stubEnv('GCLOUD_PROJECT', undefined);
    await publisher.publish(TOPIC, [message('a')], GENEROUS_MS);
    expect(pubsub.calls[0]?.path).toContain('/projects/from-metadata/');
  });

  it('puts what comes at once into one call, and keeps the connection for the next', async () => {
    const { pubsub, publisher } = await start();
    const many = Array.from({ length: 40 }, (_, index) => message(`m${index}`));
    const ids = await Promise.all(many.map((one) => publisher.publish(TOPIC, [one], GENEROUS_MS)));
    expect(ids.flat()).toEqual(many.map((_, index) => `1.${index + 1}`));
    await publisher.publish(TOPIC, [message('later')], GENEROUS_MS);
    expect(pubsub.calls.map(({ messages, connection }) => [messages.length, connection])).toEqual([
      [40, 1],
      [1, 1],
    ]);
  });

  it('keeps topics and deadlines apart', async () => {
    const { pubsub, publisher } = await start();
    await Promise.all([
      publisher.publish('one', [message('a')], GENEROUS_MS),
      publisher.publish('two', [message('b')], GENEROUS_MS),
      publisher.publish('two', [message('c')], GENEROUS_MS + 1),
    ]);
    expect(pubsub.calls.map(({ messages }) => messages.length)).toEqual([1, 1, 1]);
  });

  it.each([429, 500, 503])('sends again after a %d', async (status) => {
    const { pubsub, publisher } = await start();
    pubsub.answers.push(refusal(status, 'LATER'), refusal(status, 'LATER'));
    expect(await publisher.publish(TOPIC, [message('a')], GENEROUS_MS)).toEqual(['3.1']);
  });

  it('sends again after a connection that was reset', async () => {
    const { pubsub, publisher } = await start();
    pubsub.answers.push('reset');
    expect(await publisher.publish(TOPIC, [message('a')], GENEROUS_MS)).toEqual(['2.1']);
  });

  it('sends again with new credentials after a 401', async () => {
    const { pubsub, publisher } = await start();
    pubsub.answers.push(refusal(401, 'UNAUTHENTICATED'));
    await publisher.publish(TOPIC, [message('a')], GENEROUS_MS);
    expect(pubsub.calls.map(({ authorization }) => authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });

  it('does not ask again with credentials that are refused time and again', async () => {
    const { pubsub, publisher } = await start();
    pubsub.answers.push(...Array.from({ length: 9 }, () => refusal(401, 'UNAUTHENTICATED')));
    await expect(publisher.publish(TOPIC, [message('a')], GENEROUS_MS)).rejects.toMatchObject({ code: 401 });
    expect(pubsub.calls).toHaveLength(2);
  });

  it.each([400, 403, 404])('does not send again after a %d, and says what Pub/Sub said', async (status) => {
    const { pubsub, publisher } = await start();
    pubsub.answers.push(refusal(status, 'REFUSED', 'not like this'));
    await expect(publisher.publish(TOPIC, [message('a')], GENEROUS_MS)).rejects.toMatchObject({
      code: status,
      message: `Pub/Sub answered ${status}: not like this`,
    });
    expect(pubsub.calls).toHaveLength(1);
  });

  it('rejects where fewer ids come back than messages were sent', async () => {
    const { pubsub, publisher } = await start();
    pubsub.answers.push({ status: 200, body: { messageIds: ['1'] } });
    await expect(publisher.publish(TOPIC, [message('a'), message('b')], GENEROUS_MS)).rejects.toThrow(
      '1 results for 2',
    );
  });

  it('does not let a message that Pub/Sub never takes near the others', async () => {
    const { pubsub, publisher } = await start();
    const poison = { data: Buffer.from('x'), attributes: { id: 'half a pair \uD800' } };
    const [good, bad] = await Promise.allSettled([
      publisher.publish(TOPIC, [message('good')], GENEROUS_MS),
      publisher.publish(TOPIC, [poison], GENEROUS_MS),
    ]);
    expect(good).toEqual({ status: 'fulfilled', value: ['1.1'] });
    expect(bad).toMatchObject({ status: 'rejected', reason: { name: 'PermanentError' } });
    expect(pubsub.calls).toHaveLength(1);
  });

  it('sends the others without a message that Pub/Sub refuses for a reason we do not know', async () => {
    const { pubsub, publisher } = await start();
    const refuse = refusal(400, 'INVALID_ARGUMENT', 'not like this');
    pubsub.answers.push(refuse);
    const outcomes = Promise.allSettled(
      ['a', 'b'].map((text) => publisher.publish(TOPIC, [message(text)], GENEROUS_MS)),
    );
    await expect.poll(() => pubsub.calls.length).toBe(3);
    expect(await outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
  });

  it('gives up by the deadline where Pub/Sub goes on refusing', async () => {
    const { pubsub, publisher } = await start();
    pubsub.answers.push(...Array.from({ length: 100 }, () => refusal(503, 'UNAVAILABLE')));
    // By its refusal, or because the last try was cut off: that depends on the machine.
    const error: unknown = await publisher.publish(TOPIC, [message('a')], 1_500).catch((thrown: unknown) => thrown);
    expect(messageOf(error)).toMatch(/^Pub\/Sub (?:answered 503|did not answer)/);
    expect(pubsub.calls.length).toBeGreaterThan(1);
  });
});
