import path from 'node:path';
import { SECRET } from './requests.ts';
import type { BuiltFunctions } from './built-functions.ts';
import { ROOT, type Deployed } from './framework-process.ts';

/** The functions that are held against each other. */

type Rival = 'bare' | 'raw-hmac' | 'hand-written' | 'hand-written-subscriber';
type Environment = Readonly<Record<string, string>>;

/** A function of bench/rivals. */
export function rival(folder: Rival, name: string = folder, environment: Environment = {}): Deployed {
  const isSubscriber = folder === 'hand-written-subscriber';
  return {
    name,
    source: path.join(ROOT, 'bench', 'rivals', folder),
    target: isSubscriber ? 'onStripeEvent' : 'webhook',
    signature: isSubscriber ? 'cloudevent' : 'http',
    environment: { STRIPE_WEBHOOK_SECRET: SECRET, ...environment },
  };
}

/** `stripe-webhook` of this project. */
export function ourWebhook({ source }: BuiltFunctions, name: string, environment: Environment = {}): Deployed {
  return { name, source, target: 'stripe.webhook', environment: { STRIPE_WEBHOOK_SECRET: SECRET, ...environment } };
}

/** The same with its secret in Secret Manager, as production has it. */
export function ourWebhookByName(built: BuiltFunctions, name: string, environment: Environment): Deployed {
  const byName = { STRIPE_WEBHOOK_SECRET: '', STRIPE_WEBHOOK_SECRET_NAME: 'stripe' };
  return ourWebhook(built, name, { ...environment, ...byName });
}

/** `stripe-onStripeEvent` of this project. */
export function ourSubscriber({ source }: BuiltFunctions, name: string, environment: Environment = {}): Deployed {
  return {
    name,
    source,
    target: 'stripe.onStripeEvent',
    signature: 'cloudevent',
    environment: { STRIPE_WEBHOOK_SECRET: SECRET, ...environment },
  };
}
