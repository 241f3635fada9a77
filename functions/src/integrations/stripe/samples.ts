import { randomBytes } from 'node:crypto';
import Stripe from 'stripe';
import type { Samples } from '../../core/integration/samples.ts';
import { SNAPSHOTS, snapshotEvent } from './samples/snapshots.ts';
import { THIN, thinEvent } from './samples/thin.ts';

/** Stripe's events for local use: snapshot and thin ones of one small shop, printed and signed as Stripe does it. */
export const stripeSamples: Samples = {
  types: [...Object.keys(SNAPSHOTS), ...Object.keys(THIN)],

  makeSecret() {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    return { configured: secret, signing: secret };
  },

  sample(type, at) {
    if (isOneOf(SNAPSHOTS, type)) return print(snapshotEvent(type, at));
    if (isOneOf(THIN, type)) return print(thinEvent(type, at));
    throw new TypeError(`There is no sample of ${type}; there are samples of ${this.types.join(', ')}.`);
  },

  request({ body, signing, now, url }) {
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload: Buffer.from(body).toString('utf8'),
      secret: signing,
      timestamp: Math.floor(now.getTime() / 1000),
    });
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature,
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body,
    };
  },
};

function isOneOf<Table extends object>(table: Table, type: string): type is Extract<keyof Table, string> {
  return Object.hasOwn(table, type);
}

/** Stripe's own layout. */
function print(event: object): string {
  return JSON.stringify(event, null, 2);
}
