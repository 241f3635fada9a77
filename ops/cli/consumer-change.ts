import type { PauseControl } from '../../functions/src/core/inspect/pauses.ts';
import { nearest } from '../../functions/src/core/options/nearest.ts';
import { UsageError } from '../exit.ts';
import { COMMON, optionsIn, PLACE, requireNoMore } from './options.ts';
import { openPlace } from './open-place.ts';
import type { Place } from './place.ts';

/** What `pause` and `resume` are told. */
export interface NamedConsumer extends AsyncDisposable {
  readonly consumer: string;
  readonly place: Place;
  readonly json: boolean;
  readonly yes: boolean;
}

/**
 * Reads the command's one word, and finds the consumer that it names.
 * @param example Of the command, for the error. @throws {UsageError}
 */
export async function consumerNamed(args: readonly string[], example: string): Promise<NamedConsumer> {
  const { values, positionals } = optionsIn(args, { ...PLACE, yes: COMMON.yes });
  const [consumer, ...extra] = positionals;
  requireNoMore(extra);
  if (consumer === undefined) throw new UsageError(`Name the consumer: ${example}.`);
  const place = await openPlace(values);
  try {
    await requireConsumer(place.pauses, consumer);
  } catch (error) {
    await place[Symbol.asyncDispose]();
    throw error;
  }
  return {
    consumer,
    place,
    json: values.json,
    yes: values.yes,
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

async function requireConsumer(pauses: PauseControl, consumer: string): Promise<void> {
  const known = await pauses.consumers();
  if (known.includes(consumer)) return;
  const meant = nearest(consumer, known);
  throw new UsageError(
    meant === undefined
      ? `There is no consumer ${consumer}. There are: ${known.join(', ')}.`
      : `There is no consumer ${consumer}. Did you mean ${meant}?`,
  );
}
