import { integration } from '../../core/integration/from-facts.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { requireText } from '../../core/scheme/verification.ts';
import { ACCOUNT_FORM } from './account.ts';
import { places } from './event.ts';
import { dataIn } from './push.ts';
import { keyIdOf, scheme } from './scheme.ts';

/**
 * Real-time developer notifications of Google Play, pushed by a subscription of Pub/Sub. They say what to ask the Google
 * Play Developer API for, and do not prove a purchase.
 * @see https://developer.android.com/google/play/billing/rtdn-reference
 */
export const googlePlay = integration({
  provider: 'googlePlay',
  kind: 'payments',
  unusedVerifier: '`google-auth-library` accepts any account and any algorithm',
  scheme,
  places,
  accountKeys: { url: 'https://www.googleapis.com/oauth2/v3/certs', keyId: keyIdOf },

  reads(request, recognition) {
    const data = dataIn(requireText(recognition.provider, request));
    return readOne(recognition, data === undefined ? request : { rawBody: data });
  },

  secret: {
    form: ACCOUNT_FORM,
    fault:
      'is not a service account: write the address of the one that the push subscription authenticates with, as in play-push@my-project.iam.gserviceaccount.com',
  },
});
