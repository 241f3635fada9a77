import { describe, expect, it } from 'vitest';
import { encodeByReference } from '../../functions/src/core/event/large-event.ts';
import { buildEvent } from '../../functions/src/core/event/platform-event.ts';
import { entryDocument } from '../../functions/src/gcp/firestore/documents.ts';
import { GOOGLE_CLOUD, PUBSUB_EMULATOR } from './capabilities.ts';
import { desiredState, type Scope } from './desired.ts';
import type { Resolution } from './ports.ts';
import { functionsOf } from './resolve.ts';
import { ACME, BUNDLE, eventarcSubscription } from './testing/acme.ts';

const EVENTS = 'projects/demo/topics/integration-acme-events';
const LETTERS = 'projects/demo/topics/integration-acme-events-dead-letter';
const SERVICE = 'projects/demo/locations/us-central1/services/acme-webhook';
const AGENT = 'serviceAccount:service-1234@gcp-sa-pubsub.iam.gserviceaccount.com';
const NOW = new Date('2026-11-23T12:00:00Z');

function live(functionName: string): Extract<Resolution, { readonly status: 'found' }> {
  return {
    status: 'found',
    functionId: functionName,
    subscription: eventarcSubscription(functionName),
    createdAt: NOW,
  };
}

function recipient(receives: 'events' | 'letters' | 'notifications', functionName: string) {
  return {
    receives,
    provider: 'acme',
    functionName,
    functionId: functionName,
    createdAt: NOW,
    topicRetentionDays: 31,
  };
}

function scopeWith(overrides: Partial<Scope> = {}, resolution: Record<string, Resolution> = {}): Scope {
  const found = functionsOf(BUNDLE).map((name): [string, Resolution] => [name, live(name)]);
  const all = [...found, ...Object.entries(resolution)];
  const resolutions = new Map(all.map(([name, one]) => [name, [one]]));
  const webhooks = new Map([['acme-webhook', [{ functionId: 'acme-webhook', service: SERVICE }]]]);
  const listeners = [] as const;
  const scope = { projectId: 'demo', projectNumber: '1234', resolutions, listeners, webhooks };
  return { ...scope, capabilities: GOOGLE_CLOUD, ...overrides };
}

describe('the desired state of a project', () => {
  it('is the whole policy, in the order in which it has to be applied', () => {
    const settings = {
      ackDeadlineSeconds: 120,
      messageRetentionDuration: '2678400s',
      expirationPolicy: {},
      retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
    };
    const withLetters = { ...settings, deadLetterPolicy: { deadLetterTopic: LETTERS, maxDeliveryAttempts: 100 } };
    const consumer = (functionName: string) => {
      const name = eventarcSubscription(functionName);
      return [
        {
          kind: 'subscription',
          name,
          topic: EVENTS,
          settings: withLetters,
          deliversTo: recipient('events', functionName),
        },
        {
          kind: 'grant',
          resource: name,
          role: 'roles/pubsub.subscriber',
          member: AGENT,
          functionId: functionName,
        },
      ];
    };
    expect(desiredState(BUNDLE, scopeWith())).toEqual({
      desired: [
        { kind: 'topic', name: EVENTS, settings: { messageRetentionDuration: '2678400s' } },
        { kind: 'topic', name: LETTERS, settings: { messageRetentionDuration: '2678400s' } },
        {
          kind: 'subscription',
          name: eventarcSubscription('acme-onDeadLetter'),
          topic: LETTERS,
          settings,
          deliversTo: recipient('letters', 'acme-onDeadLetter'),
        },
        {
          kind: 'hand-over',
          from: 'projects/demo/subscriptions/integration-acme-events-dead-letter-sub',
          to: eventarcSubscription('acme-onDeadLetter'),
          topic: LETTERS,
          functionId: 'acme-onDeadLetter',
          topicRetentionDays: 31,
        },
        { kind: 'grant', resource: LETTERS, role: 'roles/pubsub.publisher', member: AGENT },
        ...consumer('acme-onAcmeEvent'),
        ...consumer('acme-notifySupport'),
        { kind: 'expiry', database: '(default)', collectionGroup: 'integration-ledger', field: 'expireAt' },
        { kind: 'expiry', database: '(default)', collectionGroup: 'integration-reconciliations', field: 'expireAt' },
      ],
      faults: [],
    });
  });

  it('follows what the operator configured', () => {
    const policy = {
      maxAttempts: 3,
      minBackoffSeconds: 1,
      maxBackoffSeconds: 30,
      retentionDays: 7,
      topicRetentionDays: 2,
      ackDeadlineSeconds: 60,
    };
    const { desired } = desiredState({ ...BUNDLE, integrations: [{ ...ACME, policy }] }, scopeWith());
    const consumer = desired.find(
      (wanted) => wanted.kind === 'subscription' && wanted.deliversTo?.functionName === 'acme-onAcmeEvent',
    );
    expect(consumer).toMatchObject({
      settings: {
        ackDeadlineSeconds: 60,
        messageRetentionDuration: '604800s',
        retryPolicy: { minimumBackoff: '1s', maximumBackoff: '30s' },
        // The policy's own number of attempts is the ledger's to count.
        deadLetterPolicy: { maxDeliveryAttempts: 100 },
      },
    });
    expect(desired[0]).toMatchObject({ settings: { messageRetentionDuration: '172800s' } });
  });

  it('asks of an emulator only what it can do, and of the cloud everything', () => {
    const { desired } = desiredState(BUNDLE, scopeWith({ capabilities: PUBSUB_EMULATOR, projectNumber: undefined }));
    expect(new Set(desired.map(({ kind }) => kind))).toEqual(new Set(['topic', 'subscription', 'hand-over']));
    const settings = desired.flatMap((wanted) => (wanted.kind === 'subscription' ? [wanted.settings] : []));
    expect(settings.map(({ messageRetentionDuration }) => messageRetentionDuration)).toEqual(Array(3).fill('604800s'));
    expect(settings.some((setting) => 'expirationPolicy' in setting)).toBe(false);
  });

  it('has a subscription for the letters to wait in while their function is not deployed', () => {
    const why = 'acme-onDeadLetter is not deployed in us-central1.';
    const scope = scopeWith({}, { 'acme-onDeadLetter': { status: 'undeployed', why } });
    const { desired, faults } = desiredState(BUNDLE, scope);
    const waiting = desired.find((wanted) => wanted.kind === 'subscription' && wanted.topic === LETTERS);
    expect(waiting).toMatchObject({ name: 'projects/demo/subscriptions/integration-acme-events-dead-letter-sub' });
    expect(waiting).not.toHaveProperty('deliversTo');
    expect(desired.some(({ kind }) => kind === 'hand-over')).toBe(false);
    expect(faults).toEqual([{ kind: 'undeployed', sentence: why }]);
  });

  it('leaves alone what is found behind a function but was not made by Eventarc in this project', () => {
    for (const subscription of ['projects/demo/subscriptions/billing', 'projects/other/subscriptions/eventarc-x']) {
      const scope = scopeWith({}, { 'acme-onAcmeEvent': { ...live('acme-onAcmeEvent'), subscription } });
      const { desired, faults } = desiredState(BUNDLE, scope);
      expect(JSON.stringify(desired)).not.toContain(subscription);
      expect(faults).toEqual([{ kind: 'failed', sentence: expect.stringContaining('left alone') }]);
    }
  });

  it('deletes stored bodies only in a bucket that was configured', () => {
    const { desired } = desiredState({ ...BUNDLE, bucket: 'acme-bodies' }, scopeWith());
    expect(desired.at(-1)).toEqual({ kind: 'cleanup', bucket: 'acme-bodies', prefix: 'events/', days: 35 });
  });

  it('is the same for every function that is live, wherever a deploy left it', () => {
    const old = { ...live('acme-onAcmeEvent'), subscription: 'projects/demo/subscriptions/eventarc-europe-west1-old' };
    const both = new Map([['acme-onAcmeEvent', [live('acme-onAcmeEvent'), old]]]);
    const { desired } = desiredState(BUNDLE, scopeWith({ resolutions: both }));
    const consumers = desired.filter((wanted) => wanted.kind === 'subscription' && wanted.topic === EVENTS);
    expect(consumers).toMatchObject([{ name: eventarcSubscription('acme-onAcmeEvent') }, { name: old.subscription }]);
  });

  it.each([
    ['public', []],
    ['unchecked', [false]],
    ['private', [true]],
    [['gateway@'], [true]],
  ] as const)('has Cloud Run check who calls a webhook whose invoker is %j: %j', (invoker, checks) => {
    const { desired } = desiredState({ ...BUNDLE, integrations: [{ ...ACME, invoker }] }, scopeWith());
    expect(desired.filter((wanted) => wanted.kind === 'invoker-check')).toEqual(
      checks.map((on) => ({ kind: 'invoker-check', on, functionId: 'acme-webhook', service: SERVICE })),
    );
  });

  it('is nothing where no integration is on', () => {
    expect(desiredState({ ...BUNDLE, integrations: [] }, scopeWith())).toEqual({ desired: [], faults: [] });
  });
});

describe('what the policy lets expire', () => {
  const { desired } = desiredState({ ...BUNDLE, bucket: 'acme-bodies' }, scopeWith());

  it('is the field that the ledger writes, as a time', () => {
    const expiry = desired.find((wanted) => wanted.kind === 'expiry');
    const entry = {
      consumer: 'acme-onAcmeEvent',
      source: '//acme.example',
      id: 'e1',
      provider: 'acme',
      eventType: 'thing.made',
      time: NOW.toISOString(),
      receivedTime: NOW.toISOString(),
      messageId: 'm1',
      status: 'done',
      attempts: 1,
      commands: [],
      updatedAt: NOW.toISOString(),
    } as const;
    expect(entryDocument(entry)[expiry?.field ?? '']).toBeInstanceOf(Date);
  });

  it('is where large events are kept', async () => {
    const names: string[] = [];
    const blobs = {
      put: (name: string) => Promise.resolve(void names.push(name)),
      get: () => Promise.resolve(undefined),
    };
    const about = { id: 'e1', type: 'thing.made', time: NOW, source: '//acme.example' };
    await encodeByReference(buildEvent('acme', about, { receivedAt: NOW }), Buffer.from('{}'), blobs, 1_000);
    const cleanup = desired.find((wanted) => wanted.kind === 'cleanup');
    expect(names[0]?.startsWith(cleanup?.prefix ?? 'nothing')).toBe(true);
  });
});

describe('the function on a provider’s own topic', () => {
  const OWN = { name: 'acme-notifications', functionName: 'acme-topic' };
  const bundle = { ...BUNDLE, integrations: [{ ...ACME, providerTopic: OWN }] };

  it('keeps what it has not published for as long as the policy says, without dead letters; the topic is left as it is', () => {
    const { desired, faults } = desiredState(bundle, scopeWith({}, { 'acme-topic': live('acme-topic') }));
    expect(faults).toEqual([]);
    const about = desired.filter((one) => JSON.stringify(one).includes('acme-notifications'));
    expect(about).toEqual([
      {
        kind: 'subscription',
        name: eventarcSubscription('acme-topic'),
        topic: 'projects/demo/topics/acme-notifications',
        settings: {
          ackDeadlineSeconds: 120,
          messageRetentionDuration: '2678400s',
          expirationPolicy: {},
          retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
        },
        deliversTo: recipient('notifications', 'acme-topic'),
      },
    ]);
  });

  it('is missed if it is not deployed, and is not looked for without a topic', () => {
    expect(functionsOf(bundle)).toContain('acme-topic');
    expect(functionsOf(BUNDLE)).not.toContain('acme-topic');
    const { faults } = desiredState(bundle, scopeWith({}, { 'acme-topic': { status: 'undeployed', why: 'No.' } }));
    expect(faults).toEqual([{ kind: 'undeployed', sentence: 'No.' }]);
  });
});
