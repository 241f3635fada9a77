import { isText, type Kept } from 'integration-service';
import type { Bounce } from './campaign-pauses.ts';
import { countThenPause } from './count-then-pause.ts';
import { idOrNull } from './fields.ts';
import { recordIdOf } from './record-id.ts';

/** Ten bounces within an hour are a storm. */
export const pauseInStorm = countThenPause(10);

/** A bounce of a campaign: the first name that says something. Without any, the bounce belongs to no campaign. */
export function bounceOf(provider: string, ...names: readonly unknown[]): Kept<Bounce> | undefined {
  const campaign = names.find((name) => isText(name));
  return campaign === undefined ? undefined : { key: recordIdOf(provider, campaign), fact: { provider, campaign } };
}

/** `newsletter:7`: a newsletter and a broadcast may have the same number. */
export function numbered(kind: string, id: unknown): string | undefined {
  const text = idOrNull(id);
  return text === null ? undefined : `${kind}:${text}`;
}
