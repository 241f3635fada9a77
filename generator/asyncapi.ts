import { deadLetterTopicOf, titleOf, topicOf } from '../functions/src/core/event/names.ts';
import { CONTENT_TYPE } from '../functions/src/core/event/platform-event.ts';
import { ATTRIBUTES_SCHEMA, DEAD_LETTER_ATTRIBUTES_SCHEMA, ENVELOPE_SCHEMA } from './envelope-schema.ts';
import type { Json } from './json.ts';
import type { ProviderSource } from './model.ts';
import { functionId } from './names.ts';

const CLOUD_EVENTS = 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md';

/**
 * The catalogue of events for consumers in other codebases: every topic, its messages, their attributes and the envelope
 * in full, as an AsyncAPI document.
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function renderAsyncApi(providers: readonly ProviderSource[]): string {
  const document: Json = {
    asyncapi: '3.0.0',
    info: {
      title: 'Integration Service',
      version: '1.0.0',
      description:
        "Verified webhook events of third parties on Google Cloud Pub/Sub. Subscribe to a provider's topic to get each of its events, at least once and in no particular order; `source` and `id` tell an event that you have had.",
    },
    defaultContentType: CONTENT_TYPE,
    servers: {
      pubsub: {
        host: 'pubsub.googleapis.com',
        protocol: 'googlepubsub',
        description:
          'The topics are in the project that the service is deployed to: projects/{project}/topics/{topic}.',
      },
    },
    channels: Object.fromEntries(providers.flatMap(channelsOf)),
    operations: Object.fromEntries(providers.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(providers.flatMap(messagesOf)),
      schemas: {
        Envelope: ENVELOPE_SCHEMA,
        Attributes: ATTRIBUTES_SCHEMA,
        DeadLetterAttributes: DEAD_LETTER_ATTRIBUTES_SCHEMA,
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

type Named = readonly [name: string, value: Json];

function channelsOf({ provider, title }: ProviderSource): readonly Named[] {
  const name = titleOf(provider);
  const channel = (address: string, message: string, what: string): Json => ({
    address,
    title: what,
    servers: [reference('servers', 'pubsub')],
    messages: { [message]: reference('components/messages', message) },
  });
  return [
    [eventsOf(provider), channel(topicOf(provider), `${name}Event`, `Events of ${title}`)],
    [
      deadLettersOf(provider),
      channel(deadLetterTopicOf(provider), `${name}DeadLetter`, `Events of ${title} that were given up on`),
    ],
  ];
}

function operationsOf({ provider, sagas, tasks }: ProviderSource): readonly Named[] {
  const operation = (action: 'send' | 'receive', channel: string, summary: string): Json => ({
    action,
    channel: reference('channels', channel),
    summary,
  });
  const isolated = [...sagas, ...tasks].filter((one) => one.isolated).map(({ name }) => name);
  const consumers = [`on${titleOf(provider)}Event`, ...isolated];
  return [
    [
      functionId(provider, 'webhook'),
      operation('send', eventsOf(provider), 'Publishes each event whose request was proven to be authentic.'),
    ],
    ...consumers.map((name): Named => [
      functionId(provider, name),
      operation('receive', eventsOf(provider), 'Runs sagas and tasks, each once per event.'),
    ]),
    [
      functionId(provider, 'onDeadLetter'),
      operation('receive', deadLettersOf(provider), 'Keeps what was given up on until someone redrives it.'),
    ],
  ];
}

function messagesOf({ provider, title, documentation }: ProviderSource): readonly Named[] {
  const className = titleOf(provider);
  const docs = documentation === undefined ? {} : { externalDocs: { url: documentation } };
  const message = (name: string, summary: string, headers: Json): Json => ({
    name,
    title: name,
    summary,
    contentType: CONTENT_TYPE,
    ...docs,
    headers,
    payload: payloadOf(provider, title, docs),
    correlationId: { location: '$message.header#/id', description: 'The event; `source` tells its owner.' },
  });
  return [
    [
      `${className}Event`,
      message(`${className}Event`, `An event of ${title}.`, reference('components/schemas', 'Attributes')),
    ],
    [
      `${className}DeadLetter`,
      message(`${className}DeadLetter`, `An event of ${title} that a consumer gave up on, with its bytes unchanged.`, {
        allOf: [reference('components/schemas', 'Attributes'), reference('components/schemas', 'DeadLetterAttributes')],
      }),
    ],
  ];
}

/** The envelope in full, narrowed to a provider; what its data hold is the provider's to document. */
function payloadOf(provider: string, title: string, docs: { readonly [key: string]: Json }): Json {
  return {
    allOf: [
      reference('components/schemas', 'Envelope'),
      {
        properties: {
          provider: { const: provider },
          type: { pattern: `^com\\.${provider.toLowerCase()}\\.` },
          data: { description: `The native event of ${title}.`, ...docs },
        },
      },
    ],
    externalDocs: { url: CLOUD_EVENTS },
  };
}

function reference(place: string, name: string): Json {
  return { $ref: `#/${place}/${name}` };
}

function eventsOf(provider: string): string {
  return `${provider}-events`;
}

function deadLettersOf(provider: string): string {
  return `${provider}-dead-letters`;
}
