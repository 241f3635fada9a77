import { createHash } from 'node:crypto';
import { isJsonObject } from '../../functions/src/core/event/json.ts';

/** A record that has to come of a payload, read from the payload without the code that is tested. */
export interface ExpectedRecord {
  readonly collection: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Oracle = (native: unknown, type: string) => readonly ExpectedRecord[];

/** The value at a path: `data.object.id`. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return inner[Number(name)];
    return isJsonObject(inner) ? inner[name] : undefined;
  }, value);
}

/** The text or the number at a path, as text; empty if there is none. */
function text(value: unknown, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

/** The one record of an event whose type matches, with the fields at the given paths. */
function record(
  type: RegExp,
  collection: string,
  id: string,
  fields: Readonly<Record<string, string>>,
  prefix = '',
): Oracle {
  return (native, actual) => {
    const name = text(native, id);
    if (!type.test(actual) || name === '') return [];
    const data = Object.entries(fields).flatMap(([field, path]) => {
      const value = at(native, path);
      return value === undefined ? [] : [[field, value]];
    });
    return [{ collection, id: prefix + name, data: Object.fromEntries(data) }];
  };
}

/** Two-decimal amounts, which is all that these payloads have, in minor units. */
function cents(text: unknown): number {
  return Math.round(Number(text) * 100);
}

const mail =
  (type: RegExp): Oracle =>
  (native, actual) => {
    const [message, email] = [at(native, 'sg_message_id'), at(native, 'email')];
    if (!type.test(actual) || typeof message !== 'string' || typeof email !== 'string') return [];
    const recipient = createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 16);
    const id = `sendgrid:${encodeURIComponent(`${message.split('.')[0]}/${recipient}`)}`;
    return [{ collection: 'messages', id, data: { recipient: email } }];
  };

const wooOrder: Oracle = (native, type) => {
  const [id, total] = [text(native, 'id'), text(native, 'total')];
  if (!/^order\.(?:created|updated)$/.test(type) || id === '' || total === '') return [];
  const href = at(native, '_links.self.0.href');
  const shop = typeof href === 'string' ? new URL(href).host : '';
  const data = { orderId: id, amount: cents(total) };
  return shop === '' ? [] : [{ collection: 'orders', id: `woocommerce:${encodeURIComponent(`${shop}/${id}`)}`, data }];
};

const shopifyOrder: Oracle = (native, type) => {
  const id = at(native, 'admin_graphql_api_id');
  if (!/^orders\/(?:create|updated|paid|fulfilled|cancelled)$/.test(type) || typeof id !== 'string') return [];
  const orderId = id.split('/').at(-1) ?? '';
  const data = { orderId, number: at(native, 'name'), amount: cents(at(native, 'current_total_price')) };
  return [{ collection: 'orders', id: `shopify:${orderId}`, data }];
};

const hubspotProperty: Oracle = (native, type) => {
  const collection = { contact: 'contacts', deal: 'deals' }[type.split('.')[0] ?? ''];
  if (collection === undefined || !type.endsWith('.propertyChange')) return [];
  const id = `hubspot:${encodeURIComponent(`${text(native, 'portalId')}/${text(native, 'objectId')}`)}`;
  const name = text(native, 'propertyName');
  return [{ collection, id, data: { properties: { [name]: { value: at(native, 'propertyValue') } } } }];
};

const trackedEvent: Oracle = (native, type) => {
  const [event, time] = [at(native, 'event'), at(native, 'timestamp')];
  if (type !== 'track' || typeof event !== 'string' || typeof time !== 'string') return [];
  const day = new Date(time).toISOString().slice(0, 10);
  return [{ collection: 'trackedEvents', id: `${day}:${encodeURIComponent(event)}`, data: { event, day, count: 1 } }];
};

const ORACLES: Readonly<Record<string, readonly Oracle[]>> = {
  clerk: [
    record(/^user\.(?:created|updated)$/, 'identities', 'data.id', { userId: 'data.id' }, 'clerk:'),
    record(/^session\.created$/, 'signIns', 'data.id', { userId: 'data.user_id' }, 'clerk:'),
  ],
  easypost: [
    record(/^tracker\./, 'shipments', 'result.tracking_code', { providerStatus: 'result.status' }, 'easypost:'),
  ],
  github: [record(/^release\./, 'releases', 'release.id', { tag: 'release.tag_name', url: 'release.html_url' })],
  hubspot: [hubspotProperty],
  intercom: [
    record(
      /^conversation\.(?:admin|user)\.(?!noted)/,
      'tickets',
      'data.item.id',
      { ticketId: 'data.item.id' },
      'intercom:',
    ),
    record(/^conversation\.deleted$/, 'tickets', 'data.item.conversation_id', {}, 'intercom:'),
  ],
  linear: [record(/^Issue\.(?:create|update)$/, 'tickets', 'data.id', { title: 'data.title' }, 'linear:')],
  okta: [record(/^user\.session\.start$/, 'signIns', 'uuid', { signInId: 'uuid' }, 'okta:')],
  paddle: [
    record(/^subscription\./, 'subscriptions', 'data.id', { status: 'data.status' }, 'paddle:'),
    record(/^transaction\.(?:paid|completed|past_due)$/, 'payments', 'data.id', { status: 'data.status' }, 'paddle:'),
  ],
  resend: [record(/^email\./, 'messages', 'data.email_id', { messageId: 'data.email_id' }, 'resend:')],
  segment: [trackedEvent],
  sendgrid: [mail(/^(?:processed|deferred|delivered|open|click|dropped|bounce|spamreport)$/)],
  shipstation: [
    record(/TRACK/, 'shipments', 'data.tracking_number', { providerStatus: 'data.status_code' }, 'shipstation:'),
  ],
  shopify: [shopifyOrder],
  slack: [
    (native, type) => {
      const [team, channel, ts] = ['team_id', 'event.channel', 'event.ts'].map((path) => text(native, path));
      if (type !== 'app_mention' || !channel || !ts) return [];
      const id = `slack:${encodeURIComponent([team, channel, ts].join(':'))}`;
      return [{ collection: 'mentions', id, data: { text: at(native, 'event.text') } }];
    },
  ],
  stripe: [
    record(/^payment_intent\.(?:succeeded|processing|payment_failed|canceled)$/, 'payments', 'data.object.id', {
      status: 'data.object.status',
      amount: 'data.object.amount',
      currency: 'data.object.currency',
    }),
    record(/^customer\.(?:created|updated)$/, 'customers', 'data.object.id', { email: 'data.object.email' }),
    record(/^customer\.subscription\./, 'subscriptions', 'data.object.id', { status: 'data.object.status' }),
    record(/^invoice\.(?:created|updated|finalized|paid|payment_failed|voided)$/, 'invoices', 'data.object.id', {
      status: 'data.object.status',
      total: 'data.object.total',
    }),
    record(/^charge\.dispute\./, 'disputes', 'data.object.id', {
      status: 'data.object.status',
      reason: 'data.object.reason',
      amount: 'data.object.amount',
    }),
    record(/^refund\.(?:created|updated)$/, 'refunds', 'data.object.id', {
      status: 'data.object.status',
      amount: 'data.object.amount',
      currency: 'data.object.currency',
    }),
  ],
  twilio: [
    record(/^message\.(?!receiv)/, 'messages', 'MessageSid', { messageId: 'MessageSid', recipient: 'To' }, 'twilio:'),
    record(/^call\./, 'messages', 'CallSid', { messageId: 'CallSid', channel: 'channel' }, 'twilio:'),
  ],
  woocommerce: [wooOrder],
  workos: [record(/^user\./, 'identities', 'data.id', { userId: 'data.id' }, 'workos:')],
  zendesk: [
    record(
      /ticket\.(?:status|subject|agent_assignment)_changed$/,
      'tickets',
      'detail.id',
      { title: 'detail.subject' },
      'zendesk:',
    ),
  ],
};

/** The records that have to come of a native event. */
export function expectedRecords(provider: string, type: string, native: unknown): readonly ExpectedRecord[] {
  return (ORACLES[provider] ?? []).flatMap((oracle) => oracle(native, type));
}
