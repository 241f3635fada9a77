import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { consumerNamed } from '../consumer-change.ts';
import { COMMON_USAGE, PLACE_USAGE } from '../options.ts';
import { mayChange } from '../place.ts';

const USAGE = `Resumes a consumer that was paused: what waits for it is delivered, the oldest first as a rule.

  npx integrations resume stripe-onStripeEvent --project acme-prod

${PLACE_USAGE}
${COMMON_USAGE.yes}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    await using named = await consumerNamed(args, 'npx integrations resume stripe-onStripeEvent');
    const { consumer, place, json } = named;
    const what = `This resumes ${consumer}: everything that waits for it is delivered.`;
    if (!(await mayChange(place, terminal, named, what))) return EXIT.notDone;
    const isResumed = await place.pauses.resume(consumer);
    const text = isResumed ? `${consumer} is resumed.` : `${consumer} was not paused.`;
    terminal.print(json ? JSON.stringify({ consumer, paused: false, changed: isResumed }) : text);
    return EXIT.done;
  },
};
