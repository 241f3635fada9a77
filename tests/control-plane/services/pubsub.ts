import { isTaken } from '../../../functions/src/testing/fake-pubsub.ts';
import { objectAt, objectsAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import { subscriptionFault, topicFault } from '../../../ops/delivery/testing/refusals.ts';
import type { Cloud } from '../cloud.ts';
import { masked } from '../masked.ts';
import { GoogleError, refuseFirst } from '../google-error.ts';
import { lastOf, nameIn, type Call, type Handlers } from '../service.ts';
import { getIamPolicy, setIamPolicy } from './iam.ts';
import { PUBSUB } from './hosts.ts';

/** @see https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names */
const RESOURCE_ID = /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/;
const MAX_MESSAGES = 1000;
const MAX_REQUEST_BYTES = 10_000_000;
/** What a subscription has if nothing is said. */
const DEFAULTS = {
  ackDeadlineSeconds: 10,
  messageRetentionDuration: '604800s',
  expirationPolicy: { ttl: '2678400s' },
  state: 'ACTIVE',
};

/** @see https://cloud.google.com/pubsub/docs/reference/rest */
export const pubsub: Handlers = {
  'pubsub.v1.projects.topics.create': (call, cloud) => {
    const name = requireNew(call, cloud);
    refuseFirst([topicFault(call.body)].filter((fault) => fault !== undefined));
    return cloud.put(PUBSUB, name, { ...call.body, name });
  },
  'pubsub.v1.projects.topics.get': (call, cloud) => cloud.resource(PUBSUB, topicIn(call)),
  'pubsub.v1.projects.topics.patch': (call, cloud) => {
    const changed = masked(cloud.resource(PUBSUB, nameIn(call)), objectAt(call.body, 'topic'), maskIn(call));
    refuseFirst([topicFault(changed)].filter((fault) => fault !== undefined));
    return cloud.put(PUBSUB, nameIn(call), changed);
  },
  'pubsub.v1.projects.topics.subscriptions.list': (call, cloud) => {
    const topic = topicIn(call);
    cloud.resource(PUBSUB, topic);
    const all = cloud.list(PUBSUB, /\/subscriptions\//).filter((subscription) => subscription['topic'] === topic);
    return { subscriptions: all.map(({ name }) => name) };
  },
  'pubsub.v1.projects.topics.publish': (call, cloud) => {
    cloud.resource(PUBSUB, topicIn(call));
    const messages = objectsAt(call.body, 'messages');
    refuseFirst(publishFaults(messages, call));
    const publishTime = cloud.now().toISOString();
    const messageIds = messages.map((message) => {
      const messageId = `${cloud.next()}`;
      cloud.published.push({ topic: topicIn(call), message: { ...message, messageId, publishTime } });
      return messageId;
    });
    return { messageIds };
  },
  'pubsub.v1.projects.topics.getIamPolicy': getIamPolicy(PUBSUB),
  'pubsub.v1.projects.topics.setIamPolicy': setIamPolicy(PUBSUB),
  'pubsub.v1.projects.subscriptions.create': (call, cloud) => {
    const subscription = { ...DEFAULTS, ...call.body, name: requireNew(call, cloud) };
    requireSubscription(subscription, cloud);
    return cloud.put(PUBSUB, nameIn(call), subscription);
  },
  'pubsub.v1.projects.subscriptions.get': (call, cloud) => cloud.resource(PUBSUB, subscriptionIn(call)),
  'pubsub.v1.projects.subscriptions.patch': (call, cloud) => {
    const { body } = call;
    const changed = masked(cloud.resource(PUBSUB, nameIn(call)), objectAt(body, 'subscription'), maskIn(call));
    requireSubscription(changed, cloud);
    return cloud.put(PUBSUB, nameIn(call), changed);
  },
  'pubsub.v1.projects.subscriptions.delete': (call, cloud) => {
    cloud.resource(PUBSUB, subscriptionIn(call));
    cloud.remove(PUBSUB, subscriptionIn(call));
    return {};
  },
  'pubsub.v1.projects.subscriptions.seek': (call, cloud) => {
    cloud.resource(PUBSUB, subscriptionIn(call));
    return {};
  },
  'pubsub.v1.projects.subscriptions.getIamPolicy': getIamPolicy(PUBSUB),
  'pubsub.v1.projects.subscriptions.setIamPolicy': setIamPolicy(PUBSUB),
};

function topicIn({ variables }: Call): string {
  return variables['topic'] ?? '';
}

function subscriptionIn({ variables }: Call): string {
  return variables['subscription'] ?? '';
}

function maskIn({ body }: Call): string {
  return textAt(body, 'updateMask') ?? '';
}

function requireNew(call: Call, cloud: Cloud): string {
  const name = nameIn(call);
  if (cloud.has(PUBSUB, name)) {
    throw new GoogleError('ALREADY_EXISTS', `Resource already exists in the project (resource=${lastOf(name)}).`);
  }
  if (!RESOURCE_ID.test(lastOf(name))) throw new GoogleError('INVALID_ARGUMENT', `Invalid resource name: ${name}.`);
  return name;
}

/** The subscription must be one that Pub/Sub takes, and its topics must exist. */
function requireSubscription(subscription: JsonObject, cloud: Cloud): void {
  refuseFirst([subscriptionFault(subscription)].filter((fault) => fault !== undefined));
  cloud.resource(PUBSUB, textAt(subscription, 'topic') ?? '');
  const letters = textAt(objectAt(subscription, 'deadLetterPolicy'), 'deadLetterTopic');
  if (letters !== undefined) cloud.resource(PUBSUB, letters);
}

function publishFaults(messages: readonly JsonObject[], { body }: Call): readonly string[] {
  const bytes = Buffer.byteLength(JSON.stringify(body));
  const faults = messages.flatMap((message) =>
    isTaken({ data: textAt(message, 'data') ?? '', attributes: attributesOf(message) })
      ? []
      : ['One or more messages in the publish request cannot be taken.'],
  );
  if (messages.length > MAX_MESSAGES) faults.push(`The request has more than ${MAX_MESSAGES} messages.`);
  if (bytes > MAX_REQUEST_BYTES) faults.push(`The request is larger than ${MAX_REQUEST_BYTES} bytes.`);
  return faults;
}

function attributesOf(message: JsonObject): Readonly<Record<string, string>> {
  const entries = Object.entries(objectAt(message, 'attributes') ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
