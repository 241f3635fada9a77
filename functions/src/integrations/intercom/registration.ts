import type { ByHand, Registration } from '../../core/registration/registrar.ts';
import { secretStep, typesStep } from '../../core/registration/steps.ts';
import { intercom } from './index.ts';

/** How Intercom sends events here: it has no API for webhooks, and none that lists deliveries. */
export const intercomRegistration: Registration = {
  integration: intercom,
  key: {
    is: 'no API key, since only the Developer Hub sets webhooks up',
    where: 'https://app.intercom.com/a/developer-hub',
  },
  ways: [],
  byHand,
};

/** The URL comes last: Intercom calls it before it saves it. */
function byHand({ url, types, variable }: ByHand): readonly string[] {
  return [
    'Open https://app.intercom.com/a/developer-hub → your app → Basic information, and copy the client secret.',
    secretStep('the client secret', variable),
    'Open Webhooks of the same app. Its topics are those of every workspace that has the app.',
    typesStep(types, 'topics'),
    `Enter as endpoint URL: ${url}`,
    'Save. Intercom checks the URL with a HEAD request, so the function has to be deployed. Then choose "Send a test request", and look for the event "ping" with "npx integrations events".',
  ];
}
