import { RestPubSubAdmin } from '../google/pubsub-admin.ts';
import { GoogleRest } from '../google/rest.ts';
import type { DeliveryPorts } from '../ports.ts';

/**
 * The ports over Google's Pub/Sub emulator, for what it can do (see `capabilities.ts`); asking for more is an error.
 * @param host `127.0.0.1:<port>`
 */
export function emulatorPorts(host: string): DeliveryPorts {
  const rest = new GoogleRest({ headers: () => Promise.resolve(new Headers()) });
  const beyond = () => Promise.reject(new Error('The Pub/Sub emulator has no such thing.'));
  return {
    pubsub: new RestPubSubAdmin(rest, `http://${host}/v1`),
    grants: { has: beyond, add: beyond },
    expiry: { state: beyond, enable: beyond },
    bodies: { days: beyond, set: beyond },
    invokerCheck: { isOn: beyond, set: beyond },
  };
}
