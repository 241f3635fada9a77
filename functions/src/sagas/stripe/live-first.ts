import type { Mutator } from 'integration-service';

/**
 * A change of a record that test mode and live mode share because neither's ids tell the modes apart: your own order
 * numbers, a day. Live mode wins in whatever order they arrive: a test changes nothing in a record of live mode, and
 * the first live event starts the record anew. A destination for connected accounts gets the events of both modes.
 * @see https://docs.stripe.com/connect/webhooks
 * @param change Writes `livemode` into the record.
 */
export function liveFirst(livemode: boolean, change: Mutator): Mutator {
  return (current) => {
    const before = current?.['livemode'];
    if (before === true && !livemode) return current;
    return change(before === false && livemode ? undefined : current);
  };
}
