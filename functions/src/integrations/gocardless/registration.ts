import { objectsAt, textAt, timeAt } from '../../core/recover/answers.ts';
import type { ByHand, Registration } from '../../core/registration/registrar.ts';
import { HEALTH_MS, healthOf } from '../../core/registration/rest-calls.ts';
import { isSameUrl } from '../../core/registration/same-url.ts';
import { secretStep } from '../../core/registration/steps.ts';
import { gocardless } from './index.ts';
import { sentRequests } from './missed-events.ts';

/** The most that a page of GoCardless holds. */
const PAGE_SIZE = 500;

/** How GoCardless sends events here: its API lists requests, but no endpoints. */
export const gocardlessRegistration: Registration = {
  integration: gocardless,
  key: {
    is: 'a read-only access token',
    where: 'https://manage.gocardless.com/developers/access-tokens/create',
    form: /^(?:live|sandbox)_\S+$/,
  },
  ways: [],
  byHand,
  async health(url, api) {
    const since = new Date(Date.now() - HEALTH_MS).toISOString();
    const json = await sentRequests({ 'created_at[gte]': since, successful: 'false', limit: PAGE_SIZE }, api);
    // Requests to other endpoints are listed, too. The newest come first.
    const ours = objectsAt(json, '/webhooks').filter((line) => isSameUrl(textAt(line, '/url') ?? '', url));
    const answer = textAt(ours[0], '/response_code');
    const failures = ours.map((line) => timeAt(line, '/created_at'));
    return { ...healthOf(failures), ...(answer !== undefined && { answer }) };
  },
};

function byHand({ url, variable }: ByHand): readonly string[] {
  return [
    'Open the dashboard of GoCardless → Developers → Create → Webhook endpoint. The sandbox has its own endpoints.',
    `Enter a name, and as URL: ${url}`,
    'Make up a secret (openssl rand -hex 24) and enter it, or let GoCardless make one. It sends every type of event.',
    secretStep('the secret', variable),
    'Create it. Its page can send a test: look for the event with "npx integrations events".',
  ];
}
