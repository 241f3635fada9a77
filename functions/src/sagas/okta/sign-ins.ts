import { map } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { isOktaEventOfType, OktaEvent } from 'integration-service/okta';
import { RecordSignIn } from '../shared/sign-ins.ts';

/**
 * Records in `signIns` who signed in to Okta, from where, and who failed to. For applications behind Okta, subscribe to
 * `user.authentication.sso` and write a saga for that type.
 */
export const signIns = saga((events$) =>
  events$.pipe(
    isOfType(OktaEvent),
    isOktaEventOfType('user.session.start'),
    map(({ event, envelope }) => {
      const { actor, client, outcome } = event;
      const failed = outcome?.result !== undefined && outcome.result !== 'SUCCESS';
      const { city, country } = client?.geographicalContext ?? {};
      return new RecordSignIn({
        provider: envelope.provider,
        signInId: envelope.id,
        source: envelope.source,
        // For a user that it does not know, Okta reports the login that was tried, and "unknown" for the rest.
        userId: known(actor?.id),
        login: known(actor?.alternateId),
        status: failed ? 'failed' : 'succeeded',
        reason: failed ? (outcome.reason ?? outcome.result) : null,
        impersonator: null,
        ipAddress: client?.ipAddress ?? null,
        userAgent: client?.userAgent?.rawUserAgent ?? null,
        city: city ?? null,
        country: country ?? null,
        time: envelope.time,
      });
    }),
  ),
);

function known(text: string | null | undefined): string | null {
  return text && text !== 'unknown' ? text : null;
}
