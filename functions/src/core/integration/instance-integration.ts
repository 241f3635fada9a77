import { IntegrationError } from '../event/errors.ts';
import type { FactualIntegration } from './facts.ts';
import { integration, readBody } from './from-facts.ts';
import { guardOf } from './guard.ts';
import { answerHubChallenge } from './hub-challenge.ts';
import { requireInstance } from './instance-rules.ts';
import type { Instance, InstanceNative } from './instance.ts';
import { faultsOfFacts } from './place-faults.ts';

/**
 * The integration of an instance.
 * @throws {IntegrationError} `bad-config` that says what to write instead of what cannot work.
 */
export function instanceIntegration(provider: string, instance: Instance): FactualIntegration<InstanceNative> {
  const fault = (sentence: string) =>
    new IntegrationError(provider, 'bad-config', `The instance ${provider}: ${sentence}.`);
  requireInstance(instance, fault);
  const { scheme, places = {}, challenge, accounts: _served, ...limits } = instance;
  const faults = faultsOfFacts({ scheme, places });
  if (faults.length > 0) throw fault(faults.join(' ').replace(/\.$/, ''));
  // An event without its type is kept with whatever else it has: nobody knows what its provider sends.
  const { type: _left, ...guarded } = places;
  const isInstanceEvent = guardOf<InstanceNative>(guarded);
  return integration<InstanceNative>({
    provider,
    scheme,
    places,
    ...limits,
    // A few providers, such as Paystack, sign with the secret key of their API.
    signsWithSecretKey: true,
    reads: (request, recognition) => readBody({ ...recognition, isEvent: isInstanceEvent }, places.list, request),
    ...(challenge === 'hub' && { handshake: answerHubChallenge, needsVerifyToken: true }),
  });
}
