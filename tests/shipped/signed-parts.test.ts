import { describe, expect, it } from 'vitest';
import type { EventDescription } from '../../functions/src/core/event/platform-event.ts';
import { instanceIntegration } from '../../functions/src/core/integration/instance-integration.ts';
import { instanceSamples } from '../../functions/src/core/integration/instance-samples.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { describeAll } from '../../functions/src/core/integration/recognition.ts';
import type { Samples } from '../../functions/src/core/integration/samples.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import type { Provider } from '../../functions/src/generated/providers.ts';
import { rawWebhookOf } from '../../functions/src/testing/integration-conformance.ts';
import { documentedInstances } from '../documented-instances.ts';

/**
 * What of an event no signature covers, by provider and type of a sample. A header that nobody signs may be changed by
 * whoever repeats a captured request; what depends on one must be named here, and in the README of the integration.
 */
const UNSIGNED: Readonly<Record<Provider, Readonly<Record<string, readonly string[]>>>> = {
  // Adyen signs some fields of each item.
  adyen: { AUTHORISATION: ['time'], REFUND: ['time'] },
  adyenPlatform: { 'balancePlatform.transfer.updated': [] },
  asana: { 'task.changed': [], 'story.added': [] },
  // Auth0 signs nothing.
  auth0: { 'user.created': ['id', 'type', 'time', 'source', 'subject'] },
  aftership: { tracking_update: [] },
  airtable: { changed: [] },
  appStore: { 'SUBSCRIBED.INITIAL_BUY': [], TEST: [] },
  bigcommerce: { 'store/order/created': [], 'store/cart/abandoned': [] },
  bird: { 'sms.outbound': [], 'whatsapp.inbound': [] },
  bitbucket: { 'pullrequest:created': ['id', 'type'], 'repo:push': ['id', 'type', 'time'] },
  box: { 'FILE.UPLOADED': [] },
  braintree: { subscription_charged_successfully: [], dispute_opened: [], check: [] },
  // Brevo signs nothing.
  brevo: { hard_bounce: ['id', 'type', 'time', 'subject'] },
  calcom: { BOOKING_CREATED: [] },
  calendly: { 'invitee.created': [] },
  // Chargebee signs nothing.
  chargebee: { payment_succeeded: ['id', 'type', 'time', 'subject'] },
  clerk: { 'user.created': [], 'user.deleted': [] },
  coinbaseCommerce: { 'charge:confirmed': [] },
  customerio: { 'email.bounced': [], 'customer.unsubscribed': [] },
  discord: { APPLICATION_AUTHORIZED: [], ENTITLEMENT_CREATE: [] },
  docusign: { 'envelope-completed': [], 'recipient-completed': [] },
  // Dropbox Sign signs type and time, which its scheme cannot say.
  dropboxSign: { signature_request_signed: ['id', 'type', 'time', 'subject'] },
  easypost: { 'tracker.updated': [] },
  // Easyship's token does not cover the event.
  easyship: { 'shipment.cancelled': ['id', 'type', 'time', 'subject'] },
  // Figma signs nothing.
  figma: { FILE_COMMENT: ['id', 'type', 'time', 'source', 'subject'] },
  front: { inbound_received: [] },
  github: { 'release.published': ['id', 'type', 'subject'], push: ['id', 'type', 'subject'] },
  gitlab: { 'issue.open': [], push: [] },
  gocardless: { 'payments.confirmed': [], 'mandates.cancelled': [] },
  // The token does not cover the body.
  googlePlay: { SUBSCRIPTION_PURCHASED: ['id', 'type', 'time', 'source', 'subject'] },
  hubspot: { 'contact.creation': [], 'deal.propertyChange': [] },
  intercom: { 'conversation.user.created': [] },
  jira: { 'jira:issue_created': [] },
  klaviyo: { 'event:klaviyo.opened_email': [] },
  lemonsqueezy: { subscription_created: [], order_created: [] },
  line: { message: [], postback: [] },
  linear: { 'Issue.create': [] },
  // Mailgun signs its token, which is the id.
  mailgun: { delivered: ['type', 'time', 'subject'], failed: ['type', 'time', 'subject'] },
  mandrill: { hard_bounce: [], click: [] },
  // Mercado Pago signs the id of the object, which is the subject.
  mercadopago: {
    'payment.updated': ['id', 'type', 'time', 'source'],
    'order.processed': ['id', 'type', 'time', 'source'],
  },
  messagebird: { 'message.updated': [], 'conversation.created': [] },
  meta: { 'whatsapp.status': [], 'page.feed': [] },
  // monday signs nothing of a body.
  monday: { create_pulse: ['id', 'type', 'time', 'source', 'subject'] },
  // Netlify does not sign the name of an event.
  netlify: { deploy_created: ['type'], submission_created: ['type'] },
  notion: { 'page.created': [] },
  // Okta signs nothing.
  okta: { 'user.session.start': ['id', 'type', 'time', 'source', 'subject'] },
  onfido: { 'workflow_run.completed': [], 'check.completed': [] },
  openai: { 'response.completed': [] },
  paddle: { 'transaction.completed': [] },
  pagerduty: { 'incident.triggered': [] },
  paypal: { 'PAYMENT.CAPTURE.COMPLETED': [], 'CUSTOMER.DISPUTE.CREATED': [] },
  // Paystack's refunds have no time.
  paystack: { 'charge.success': [], 'refund.processed': ['time'] },
  persona: { 'inquiry.approved': [], 'verification.failed': [] },
  // Pipedrive signs nothing.
  pipedrive: { 'deal.change': ['id', 'type', 'time', 'source', 'subject'] },
  plaid: { 'TRANSACTIONS.SYNC_UPDATES_AVAILABLE': [], 'TRANSFER.TRANSFER_EVENTS_UPDATE': [] },
  // Plivo signs calls, and nothing of a message.
  plivo: {
    'call.hangup': ['id', 'type', 'time', 'source', 'subject'],
    'message.delivered': ['id', 'type', 'time', 'source', 'subject'],
  },
  polar: { 'order.paid': [], 'subscription.active': [] },
  // Postmark signs nothing.
  postmark: { Delivery: ['id', 'type', 'time', 'source', 'subject'] },
  razorpay: { 'payment.captured': [], 'subscription.charged': [] },
  resend: { 'email.delivered': [] },
  // RevenueCat signs nothing unless the signature is switched on.
  revenuecat: { INITIAL_PURCHASE: ['id', 'type', 'time', 'source', 'subject'] },
  // Sanity signs what a projection makes of a document, and no header.
  sanity: { 'post.update': ['id', 'type', 'time', 'source'] },
  segment: { track: [] },
  sendcloud: { parcel_status_changed: [], return_created: [] },
  sendgrid: { delivered: [], bounce: [] },
  // Sentry signs neither the time nor the id of a request.
  sentry: { 'issue.created': ['id', 'time'], 'event_alert.triggered': ['id'] },
  shippo: { track_updated: [], transaction_created: [] },
  shipstation: { TRACK_EVENT_V2: [] },
  shopify: {
    'orders/create': ['id', 'type', 'source'],
    'orders/delete': ['id', 'type', 'source', 'time'],
  },
  slack: { app_mention: [] },
  square: { 'payment.updated': [], 'refund.updated': [] },
  standardWebhooks: { 'invoice.paid': [] },
  stripe: { 'customer.created': [], 'v2.core.account.created': [] },
  stytch: { 'direct.user.create': [], 'dashboard.user.delete': [] },
  // Supabase signs hooks, but not changes of tables.
  supabase: { 'public.orders.INSERT': ['id', 'type', 'time', 'subject'] },
  // Telegram signs nothing.
  telegram: { message: ['id', 'type', 'time', 'subject'] },
  telnyx: { 'message.finalized': [], 'call.hangup': [] },
  twilio: { 'message.delivered': ['time'], 'call.completed': [], 'messaging.message.delivered': [] },
  twitch: { 'stream.online': [], revocation: [] },
  typeform: { form_response: [] },
  vercel: { 'deployment.ready': [] },
  vonage: { 'message.status': [], 'call.completed': [] },
  woocommerce: {
    'order.updated': ['id', 'type'],
    'order.deleted': ['id', 'type', 'source', 'time'],
  },
  workos: { 'user.created': [] },
  xero: { 'INVOICE.UPDATE': [], 'CONTACT.CREATE': [] },
  zendesk: { 'zen:event-type:ticket.created': [] },
  zoom: { 'meeting.ended': [], 'user.created': [] },
};

const NOW = new Date('2026-11-23T12:00:00.000Z');
const ATTRIBUTES = ['id', 'type', 'time', 'source', 'subject'] as const;

interface Subject {
  readonly provider: string;
  readonly integration: Integration<unknown>;
  readonly samples: Samples;
}

/** A request of a sample, and what comes of it if some headers say something else. */
function replayer({ integration, samples }: Subject, type: string, id = '1') {
  const { configured, signing } = samples.makeSecret();
  const requestOf = (name: string, body = Buffer.from(samples.sample(type, { id: name, now: NOW }))) => {
    const delivery = { body, type, id: name, signing, now: NOW, url: 'https://hook.example.com/' };
    return rawWebhookOf(samples.request(delivery), NOW);
  };
  const describedAs = async (request: RawWebhook): Promise<readonly EventDescription[] | undefined> => {
    const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
    try {
      const verified = await integration.verify(request, [configured], NOW, limits);
      return describeAll(integration, verified, request).map(({ about }) => about);
    } catch {
      return undefined;
    }
  };
  return { request: requestOf(id), requestOf, describedAs };
}

/** Other values of each header: made up, nearly the same, that of another delivery, and none. */
function* otherHeaders({ headers }: RawWebhook, other: RawWebhook): Generator<RawWebhook['headers']> {
  for (const [name, value] of Object.entries(headers)) {
    const near = String(value).replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
    for (const changed of ['changed', near, other.headers[name], undefined]) yield { ...headers, [name]: changed };
  }
}

async function subjects(): Promise<readonly Subject[]> {
  const integrations = Object.values(catalog).map(async (entry) => ({
    provider: entry.provider,
    integration: await entry.integration(),
    samples: await entry.samples(),
  }));
  const instances = Object.entries(documentedInstances()).map(([provider, instance]) => ({
    provider: `${provider}, an instance`,
    integration: instanceIntegration(provider, instance),
    samples: instanceSamples(provider, instance),
  }));
  return [...(await Promise.all(integrations)), ...instances];
}

const all = await subjects();

describe.each(Object.entries(UNSIGNED))('of an event of %s', (provider, byType) => {
  it.each(Object.entries(byType))('of type %s no more is unsigned than %j', async (type, unsigned) => {
    const subject = all.find((one) => one.provider === provider);
    if (subject === undefined) throw new Error(`There is no integration ${provider}.`);
    const { request, describedAs } = replayer(subject, type);
    const [about] = (await describedAs(request)) ?? [];
    expect(about?.type).toBe(type);
    expect([...(about?.unsigned ?? [])].toSorted()).toEqual([...unsigned].toSorted());
  });
});

describe.each([...all])('a captured request of $provider that is sent again with another header', (subject) => {
  const types = subject.samples.types.slice(0, 8);

  it.each(types)('of type %s is refused, or differs only in what its envelope names as unsigned', async (type) => {
    const { request, requestOf, describedAs } = replayer(subject, type);
    const original = (await describedAs(request)) ?? [];
    expect(original.length).toBeGreaterThan(0);
    for (const headers of otherHeaders(request, requestOf('2'))) {
      const replayed = await describedAs({ ...request, headers });
      for (const [index, about] of (replayed ?? []).entries()) {
        const before = original[index];
        // A subject that is not named any more misleads nobody.
        const told = ATTRIBUTES.filter((name) => about[name] !== undefined);
        const changed = told.filter((name) => String(about[name]) !== String(before?.[name]));
        expect({ headers, unmarked: changed.filter((name) => !about.unsigned?.includes(name)) }).toEqual({
          headers,
          unmarked: [],
        });
      }
    }
  });

  it('never takes the id of another event', async () => {
    const [type = ''] = types;
    const { request, requestOf, describedAs } = replayer(subject, type);
    const other = requestOf('2');
    const taken = new Set((await describedAs(other))?.map(({ id }) => id));
    // Every header of the other event that no signature stands against.
    const headers = { ...request.headers };
    for (const [name, value] of Object.entries(other.headers)) {
      const changed = { ...headers, [name]: value };
      if ((await describedAs({ ...request, headers: changed })) !== undefined) headers[name] = value;
    }
    const replayed = (await describedAs({ ...request, headers })) ?? [];
    expect(replayed.length).toBeGreaterThan(0);
    for (const { id } of replayed) expect(taken.has(id)).toBe(false);
  });
});
