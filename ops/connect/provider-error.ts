import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { ApiRefusal } from '../../functions/src/core/logic/api-request.ts';
import { isBroken } from '../../functions/src/core/recover/listing-api.ts';
import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import { Failure } from '../exit.ts';

/** A sentence about what a provider's API or its SDK said, in its own words, without the key and the secrets. */
export function sentenceOf(error: unknown, title: string, api: RegistrationApi): unknown {
  if (error instanceof ApiRefusal) {
    const reason = error.said === undefined ? '' : ` ${title} says: ${error.said}`;
    return new Failure(api.withoutSecrets(`${messageOf(error)}${reason}`));
  }
  if (isBroken(error)) return new Failure(`${title} cannot be reached; check the network and run this again.`);
  // Of an SDK. Its text may hold what is left out here, so it is not kept as the cause.
  if (error instanceof Error && 'statusCode' in error) {
    const status = typeof error.statusCode === 'number' ? ` answered ${error.statusCode}` : ' cannot be reached';
    return new Failure(api.withoutSecrets(`${title}${status}: ${messageOf(error)}`));
  }
  return error;
}
