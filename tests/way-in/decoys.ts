import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import type { Choices } from './choices.ts';
import type { ChosenScheme } from './schemes.ts';

type Headers = RawWebhook['headers'];

/** What a header of each form may contain before and after the signature. */
const DECOYS: ReadonlyMap<string, readonly [before: string, after: string]> = new Map([
  ['v1={signature}*,…', ['v0=other,v1=00,', ',v1=ff']],
  ['v1,{signature}* …', ['v1a,other v1,AAAA ', ' v1,BBBB']],
  ['t={timestamp},v1={signature},…', ['', ',v0=other']],
  ['t={timestamp},v1={signature}*,…', ['', ',v1=00,v0=other']],
  ['t={timestamp}, v1={signature}…', ['', ',v2=other']],
  ['t={timestamp},v1={signature} …', ['', ' t=1,v1=00']],
  ['t={timestamp},v1={signature},… …', ['', ' t=1,v1=00 other']],
]);

/** The headers with other signatures beside the right one, where their forms allow it. */
export function withDecoys(choices: Choices, { chosen }: ChosenScheme, headers: Headers): Headers {
  if (!choices.has('decoys', 0.5)) return headers;
  const changed = Object.entries(chosen.headers).flatMap(([name, form]) => {
    const [before, after] = DECOYS.get(form) ?? ['', ''];
    return before + after === '' ? [] : [[name, `${before}${String(headers[name])}${after}`] as const];
  });
  return { ...headers, ...Object.fromEntries(changed) };
}
