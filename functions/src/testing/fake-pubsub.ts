import { FakeRestServer, refusal, type RestAnswer, type RestRequest } from './fake-rest-server.ts';

/** @see https://cloud.google.com/pubsub/quotas#resource_limits */
const MAX_MESSAGES = 1_000;

/** One call that arrived. */
export interface PublishCall extends Omit<RestRequest, 'body'> {
  readonly messages: readonly { readonly data: string; readonly attributes: Readonly<Record<string, string>> }[];
}

/** Pub/Sub's REST interface as far as publishing goes. It refuses what Pub/Sub refuses, and with it the whole call. */
export class FakePubSub {
  readonly calls: PublishCall[] = [];
  /** Answers of the next calls, the first first; if there are none left, messages are accepted. */
  readonly answers: RestAnswer[] = [];
  readonly server = new FakeRestServer(({ body, ...request }) => {
    const { messages } = JSON.parse(body);
    this.calls.push({ ...request, messages });
    return this.answers.shift() ?? this.#answer(messages);
  });

  #answer(messages: PublishCall['messages']): RestAnswer {
    if (messages.length > MAX_MESSAGES || !messages.every(isTaken)) return refusal(400, 'INVALID_ARGUMENT');
    return { status: 200, body: { messageIds: this.#idsFor(messages) } };
  }

  #idsFor(messages: readonly unknown[]): readonly string[] {
    return messages.map((_message, index) => `${this.calls.length}.${index + 1}`);
  }
}

/** Whether Pub/Sub takes a message. Written down once more, and not asked of the code under test. */
export function isTaken({ data, attributes }: PublishCall['messages'][number]): boolean {
  const pairs = Object.entries(attributes);
  const isShort = (text: string, most: number) => Buffer.byteLength(text) <= most;
  const areTaken = pairs.every(
    ([name, value]) => /^(?!goog)./su.test(name) && isShort(name, 256) && isShort(value, 1_024) && value.isWellFormed(),
  );
  return areTaken && pairs.length <= 100 && (pairs.length > 0 || data !== '');
}
