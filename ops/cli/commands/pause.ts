import { daysInWords } from '../../delivery/differences.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { consumerNamed } from '../consumer-change.ts';
import { COMMON_USAGE, PLACE_USAGE } from '../options.ts';
import { mayChange } from '../place.ts';

const USAGE = `Pauses a consumer: its events wait in their subscription, unhandled and uncounted, until it is resumed.
What it is handling now is finished. The other consumers go on, and the webhook goes on accepting events.

  npx integrations pause stripe-onStripeEvent --project acme-prod
  npx integrations pause list --project acme-prod
  npx integrations resume stripe-onStripeEvent --project acme-prod

${PLACE_USAGE}
${COMMON_USAGE.yes}

On a deployed project this takes the push endpoint off the subscription, and keeps it in the subscription's labels. Neither a
deploy nor "delivery apply" ends a pause.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    await using named = await consumerNamed(args, 'npx integrations pause stripe-onStripeEvent');
    const { consumer, place, json } = named;
    const kept = daysInWords(await place.pauses.keptDays(consumer));
    const what = `This pauses ${consumer}: its events wait for up to ${kept} each, and are dropped after that.`;
    if (!(await mayChange(place, terminal, named, what))) return EXIT.notDone;
    const isNew = await place.pauses.pause(consumer);
    const text = isNew
      ? `${consumer} is paused. Its events wait for up to ${kept}.`
      : `${consumer} was paused already.`;
    terminal.print(json ? JSON.stringify({ consumer, paused: true, changed: isNew }) : text);
    return EXIT.done;
  },
};
