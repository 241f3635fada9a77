import { styleText } from 'node:util';
import { onTerminalLine } from '../../local/terminal-text.ts';
import type { ConsumerView } from '../../functions/src/core/inspect/event-reader.ts';
import type { SampleRequest } from '../../functions/src/core/integration/samples.ts';
import type { Answer } from './deliver.ts';
import type { FollowedEvent } from './follow.ts';
import type { SendReporter } from './send.ts';

type Write = (text: string) => void;
type Style = Parameters<typeof styleText>[0];

const WIDTH = 11;
/** The version of a secret that was configured by its value. */
const BY_VALUE = 'value';

/** Tells the way of one event, a line for each step. */
export class StepReport implements SendReporter {
  readonly #write: Write;
  readonly #title: string;
  readonly #isSpoiled: boolean;
  readonly #consoleUrl: string | undefined;
  #sentAt = '';
  #isPublished = false;

  constructor(
    write: Write,
    about: { readonly title: string; readonly isSpoiled: boolean; readonly consoleUrl: string | undefined },
  ) {
    this.#write = write;
    this.#title = about.title;
    this.#isSpoiled = about.isSpoiled;
    this.#consoleUrl = about.consoleUrl;
  }

  sending(): void {
    this.#sentAt = new Date().toISOString();
    this.#write(`${this.#title}\n`);
  }

  answered({ status, tookMs, error }: Answer, { method, body }: SampleRequest, endpoint: string): void {
    this.#step('gray', 'sent', `${method} ${endpoint}, ${body.byteLength} bytes`);
    const took = `${status} in ${Math.round(tookMs)} ms`;
    if (error !== undefined) {
      this.#step('yellow', 'refused', `${took}, ${error.code}`);
      this.#step('yellow', '', error.message);
    } else if (this.#isSpoiled) {
      this.#step('red', 'accepted', `${took}, although it was spoiled: this provider's signature does not cover that`);
    } else {
      this.#step('green', 'received', took);
    }
  }

  publishedTo(topic: string, bytes: number): void {
    this.#step('gray', 'sent', `to the topic ${topic}, ${bytes} bytes`);
  }

  changed(event: FollowedEvent): void {
    if (!this.#isPublished) {
      const { secretVersion = BY_VALUE } = event;
      const version = secretVersion === BY_VALUE ? '' : `, by secret version ${secretVersion}`;
      this.#step('green', 'verified', `${event.type} ${event.id}${version}`);
      this.#isPublished = true;
      if (event.receivedTime < this.#sentAt) {
        this.#step('yellow', 'duplicate', `of the event received at ${event.receivedTime}; it is not handled again`);
      } else {
        this.#step('green', 'published', `message ${event.messageId}`);
      }
    }
    if (event.status === 'published') return;
    for (const consumer of event.consumers) this.#consumer(consumer);
    if (event.status === 'handled') this.#records(event);
    if (event.status === 'dead') this.#wayBack(event);
  }

  unsettled(id: string, event: FollowedEvent | undefined): void {
    if (event === undefined)
      this.#step('red', 'lost', `the console has no event ${id}; does it belong to another host?`);
    else this.#step('yellow', 'waiting', `${id} is still ${event.status}; use --wait to follow it for longer`);
  }

  #records({ records }: FollowedEvent): void {
    for (const record of records) {
      const [collection = ''] = record.split('/');
      this.#step('green', 'wrote', `${record}  ${this.#consoleUrl ?? ''}/#/records/${encodeURIComponent(collection)}`);
    }
  }

  #wayBack({ letters: [letter] }: FollowedEvent): void {
    if (letter === undefined) return;
    this.#step('yellow', 'next', `npm run dead-letters -- show ${letter}`);
    this.#step('yellow', '', `npm run dead-letters -- redrive ${letter}, once its cause is fixed`);
    if (this.#consoleUrl !== undefined) this.#step('gray', '', `${this.#consoleUrl}/#/dead-letters/${letter}`);
  }

  #consumer({ name, status, attempts, error, commands }: ConsumerView): void {
    const style = ({ handled: 'green', retrying: 'yellow', dead: 'red', published: 'gray' } as const)[status];
    this.#step(style, status, `${name}, attempt ${attempts}${error === undefined ? '' : `: ${error}`}`);
    for (const command of commands) {
      const failure = command.error === undefined ? '' : `: ${command.error}`;
      this.#step(command.status === 'done' ? 'green' : 'red', '', `${command.name} ${command.status}${failure}`);
    }
    if (status === 'handled' && commands.length === 0) this.#step('gray', '', 'no saga or task wants it');
  }

  #step(style: Style, label: string, text: string): void {
    this.#write(`  ${styleText(style, label.padEnd(WIDTH))}${onTerminalLine(text)}\n`);
  }
}

/** Counts what became of many events. */
export class CountReport implements SendReporter {
  readonly #counts = new Map<string, number>();
  readonly #ends = new Map<string, string>();

  sending(): void {}

  answered({ status, error }: Answer): void {
    this.#count('sent');
    this.#count(error === undefined ? `answered ${status}` : `refused as ${error.code}`);
  }

  publishedTo(): void {
    this.#count('sent');
  }

  changed({ id, status }: FollowedEvent): void {
    this.#ends.set(id, status);
  }

  unsettled(id: string, event: FollowedEvent | undefined): void {
    this.#ends.set(id, event === undefined ? 'lost' : `still ${event.status}`);
  }

  /** `100 sent, 100 answered 200, 100 handled` */
  summary(): string {
    for (const status of this.#ends.values()) this.#count(status);
    return [...this.#counts].map(([what, count]) => onTerminalLine(`${count} ${what}`)).join(', ');
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

/** Keeps what became of each request and event, for scripts. */
export class JsonReport implements SendReporter {
  readonly #answers: Pick<Answer, 'status' | 'ids' | 'error'>[] = [];
  readonly #events = new Map<string, FollowedEvent>();

  sending(): void {}

  answered({ status, ids, error }: Answer): void {
    this.#answers.push({ status, ids, error });
  }

  publishedTo(): void {}

  changed(event: FollowedEvent): void {
    this.#events.set(event.id, event);
  }

  unsettled(id: string, event: FollowedEvent | undefined): void {
    if (event !== undefined) this.#events.set(id, event);
  }

  summary(): string {
    return JSON.stringify({ answers: this.#answers, events: [...this.#events.values()] });
  }
}
