import { idIn } from 'integration-service';
import { objectsIn, textIn } from '../shared/fields.ts';

/** The id of the capture that a refund or a reversal names in its link `up`. */
export function captureOf(links: unknown): string | undefined {
  const href = textIn(objectsIn(links).find(({ rel }) => rel === 'up')?.['href']);
  return idIn(/\/captures\/([\w-]{1,64})$/.exec(href)?.[1]);
}
