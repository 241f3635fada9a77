import { idIn } from 'integration-service';
import { listIn, textIn } from '../shared/fields.ts';
import type { Link } from 'integration-service/paypal';

/** The id of the capture that a refund or a reversal names in its link `up`. */
export function captureOf(links: readonly Link[] | null | undefined): string | undefined {
  const href = textIn(listIn(links).find(({ rel }) => rel === 'up')?.href);
  return idIn(/\/captures\/([\w-]{1,64})$/.exec(href)?.[1]);
}
