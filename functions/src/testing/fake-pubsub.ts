import { FakeRestServer, type RestAnswer, type RestRequest } from './fake-rest-server.ts';

/** One call that arrived. */
export interface PublishCall extends Omit<RestRequest, 'body'> {
  readonly messages: readonly { readonly data: string; readonly attributes: Readonly<Record<string, string>> }[];
}

/** Pub/Sub's REST interface as far as publishing goes. */
export class FakePubSub {
  readonly calls: PublishCall[] = [];
  /** Answers of the next calls, the first first; where there are none left, messages are accepted. */
  readonly answers: RestAnswer[] = [];
  readonly server = new FakeRestServer(({ body, ...request }) => {
    const { messages } = JSON.parse(body);
    this.calls.push({ ...request, messages });
    return this.answers.shift() ?? { status: 200, body: { messageIds: this.#idsFor(messages) } };
  });

  #idsFor(messages: readonly unknown[]): readonly string[] {
    return messages.map((_message, index) => `${this.calls.length}.${index + 1}`);
  }
}
