import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { AdyenEventType } from './event.ts';
import { adyen } from './index.ts';

/** Realistic Adyen events: a card payment that is captured, partly refunded and disputed, and one that is refused. */
export const adyenSamples = samplesOf(adyen, {
  secret: () => randomBytes(32).toString('hex').toUpperCase(),
  around: (type, fields, { id, now }) => ({
    live: 'false',
    notificationItems: [
      {
        NotificationRequestItem: {
          additionalData: {},
          amount: { value: 4999, currency: 'EUR' },
          eventCode: type,
          eventDate: now.toISOString().replace(/\.\d+Z$/, '+00:00'),
          merchantAccountCode: 'SampleCupsECOM',
          merchantReference: `shop-${id}`,
          paymentMethod: 'mc',
          reason: '',
          success: 'true',
          ...fields,
        },
      },
    ],
  }),
  bodies: {
    AUTHORISATION: ({ id }) => ({
      pspReference: `PAYMENT${id}`,
      operations: ['CANCEL', 'CAPTURE', 'REFUND'],
      additionalData: { expiryDate: '03/2030', cardSummary: '1111', authCode: '069121' },
      reason: '069121:1111:03/2030',
    }),
    CAPTURE: (at) => modification(at, 'CAPTURE', {}),
    CAPTURE_FAILED: (at) => modification(at, 'CAPTURE', { reason: 'Capture Failed' }),
    CANCELLATION: (at) => modification(at, 'CANCEL', {}),
    REFUND: (at) => modification(at, 'REFUND', { amount: { value: 1200, currency: 'EUR' } }),
    CHARGEBACK: (at) => modification(at, 'DISPUTE', { reason: 'Fraudulent transaction' }),
    REPORT_AVAILABLE: ({ id }) => ({
      pspReference: `settlement_detail_report_batch_${id}.csv`,
      merchantReference: '',
      amount: { value: 0, currency: 'EUR' },
      reason: `https://ca-test.adyen.com/reports/download/MerchantAccount/SampleCupsECOM/settlement_${id}.csv`,
    }),
  } satisfies { readonly [Type in AdyenEventType]?: (at: SampleAt) => object },
});

function modification({ id }: SampleAt, prefix: string, fields: object): object {
  return { pspReference: `${prefix}${id}`, originalReference: `PAYMENT${id}`, ...fields };
}
