import type { ByHand, Registration } from '../../core/registration/registrar.ts';
import { secretStep } from '../../core/registration/steps.ts';
import { hubspot } from './index.ts';

/**
 * HubSpot has no API for the webhooks of private apps. Those of public apps have one URL for all accounts that installed the
 * app, and newer apps declare their webhooks in their project.
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/create-and-edit-webhook-subscriptions-in-private-apps
 */
export const hubspotRegistration: Registration = {
  integration: hubspot,
  key: { is: 'no key, because there is no API for it', where: 'the README of HubSpot in this project' },
  ways: [],
  byHand,
};

function byHand({ url, types, variable }: ByHand): readonly string[] {
  const subscriptions =
    types === 'all'
      ? 'the subscriptions that you want'
      : `a subscription for each of these: ${types.join(', ')}. One of a property, such as contact.propertyChange, is needed for each property`;
  return [
    'Open HubSpot → Settings → Integrations → Private Apps → the app → Edit app → Webhooks. A public app is in the developer account → Apps, and an app of the newer platform declares its webhooks in a file of its project.',
    `Enter the target URL ${url} exactly like this: it is a part of the signature.`,
    `Create ${subscriptions}. Activate each: a new subscription is off.`,
    'Open the page Auth, and copy the client secret.',
    secretStep('the client secret', variable),
    'Press "Commit changes", change a contact, and look for the event with "npx integrations events". What HubSpot could not deliver is listed under Logs → Webhooks of the app.',
  ];
}
