import { mergeMap } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { ClerkEvent, isClerkEventOfType } from 'integration-service/clerk';
import { listIn } from '../shared/fields.ts';
import { RecordSignIn } from '../shared/sign-ins.ts';

/**
 * Records in `signIns` who signed in with Clerk, and from where. Clerk reports only sessions, so no attempt has failed.
 */
export const signIns = saga((events$) =>
  events$.pipe(
    isOfType(ClerkEvent),
    isClerkEventOfType('session.created'),
    mergeMap(({ event, envelope }) => {
      const { data: session, event_attributes: attributes } = event;
      if (!session.id) return [];
      const { latest_activity: activity, user } = session;
      const request = attributes?.http_request;
      const email = listIn(user?.email_addresses).find(({ id }) => id === user?.primary_email_address_id);
      const impersonator = session.actor?.['sub'];
      const signIn = new RecordSignIn({
        provider: envelope.provider,
        signInId: session.id,
        source: envelope.source,
        userId: session.user_id ?? user?.id ?? null,
        login: email?.email_address ?? null,
        status: 'succeeded',
        reason: null,
        impersonator: typeof impersonator === 'string' ? impersonator : null,
        ipAddress: activity?.ip_address ?? request?.client_ip ?? null,
        userAgent: request?.user_agent ?? null,
        city: activity?.city ?? null,
        country: activity?.country ?? null,
        time: envelope.time,
      });
      return [signIn];
    }),
  ),
);
