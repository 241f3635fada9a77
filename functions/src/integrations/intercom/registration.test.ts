import { expect, it } from 'vitest';
import { intercomRegistration } from './registration.ts';

const URL_OF_OURS = 'https://acme.example/intercom-webhook';
const VARIABLE = 'INTERCOM_WEBHOOK_SECRET';

it.each([
  {
    types: ['conversation.user.created', 'ticket.created'],
    step: 'these topics: conversation.user.created, ticket.created',
  },
  { types: 'all' as const, step: 'all topics' },
])('the steps name the URL, $step and the place of the secret', ({ types, step }) => {
  const text = intercomRegistration.byHand?.({ url: URL_OF_OURS, types, variable: VARIABLE }).join('\n');
  for (const part of [URL_OF_OURS, step, `${VARIABLE}_NAME`]) expect(text).toContain(part);
});
