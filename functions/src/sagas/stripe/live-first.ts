import type { Mutator } from 'integration-service';

/**
 * Changes a record that test mode and live mode share because its id does not distinguish the modes: your own order
 * number, a day. Live mode wins in any order of arrival: a test event does not change a record of live mode, and the
 * first live event starts the record over. A destination for connected accounts receives the events of both modes.
 * @see https://docs.stripe.com/connect/webhooks
 * @param change Must write `livemode` into the record.
 */
export function liveFirst(livemode: boolean, change: Mutator): Mutator {
  return (current) => {
    const before = current?.['livemode'];
    if (before === true && !livemode) return current;
    return change(before === false && livemode ? undefined : current);
  };
}
