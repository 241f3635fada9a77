import type { IncomingMessage, ServerResponse } from 'node:http';
import { NO_LOCAL_ANSWER } from '../../functions/src/core/logic/api-request.ts';
import type { LocalApis } from '../../functions/src/core/ports.ts';
import { noApiKey } from '../../functions/src/core/secrets/service-source.ts';
import { close, listen, LOOPBACK, type Listening } from '../host/listen.ts';
import type { KeptAnswers } from './answers.ts';

/** What is under way ends with the deliveries that wait for it. */
const GRACE_MS = 0;

/**
 * Stands in for the APIs of providers whose keys are not set, each on its own port, since the clients of some SDKs take no
 * path in front. A port is opened when a client asks for it.
 */
export class ApiStandIns implements LocalApis {
  readonly #answers: Pick<KeptAnswers, 'find'>;
  readonly #opened = new Map<string, Promise<Listening>>();

  constructor(answers: Pick<KeptAnswers, 'find'>) {
    this.#answers = answers;
  }

  async addressOf(provider: string): Promise<URL> {
    const opened =
      this.#opened.get(provider) ?? listen((request, response) => this.#answer(provider, request, response), 0, 'PORT');
    this.#opened.set(provider, opened);
    const { port } = await opened;
    return new URL(`http://${LOOPBACK}:${port}`);
  }

  async close(): Promise<void> {
    const opened = await Promise.all(this.#opened.values());
    await Promise.all(opened.map((one) => close(one, GRACE_MS)));
  }

  #answer(provider: string, request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const asked = `${request.method} ${request.url?.split('?', 1)[0]}`;
    const answer = this.#answers.find(provider, asked);
    response.writeHead(answer === undefined ? 401 : 200, { 'content-type': 'application/json' });
    response.end(answer ?? JSON.stringify(noAnswer(provider)));
  }
}

/** Not 404: that would say that the provider no longer has the object, and the event would count as handled. */
function noAnswer(provider: string): object {
  return { error: { type: 'authentication_error', code: NO_LOCAL_ANSWER, message: noApiKey(provider).message } };
}
