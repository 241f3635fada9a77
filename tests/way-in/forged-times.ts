import { signedRequest, timeOf, type Case } from './requests.ts';
import { withHeader, type Forgery } from './forgery.ts';

/** Requests that are signed outside of the window on either side, and a time that is not the signed one. */
export function changedTimes(one: Case): readonly Forgery[] {
  const { request, chosen, limits } = one;
  const [name] = Object.entries(chosen.headers).find(([, form]) => form.includes('{timestamp}')) ?? [];
  return [
    ...(limits.past === undefined ? [] : [signedAgo(one, 'signed too long ago', limits.past + 1)]),
    ...(limits.future === undefined ? [] : [signedAgo(one, 'signed too far ahead', -limits.future - 1)]),
    ...(name === undefined
      ? []
      : [
          {
            what: 'another time than was signed',
            request: withHeader(request, name, changed(String(request.headers[name]))),
          },
        ]),
  ];
}

/** The last digit of the seconds, or of the milliseconds, is another one. */
function changed(header: string): string {
  return header.replace(/\d(?=\D*$|\.\d{3}Z|,|;)/, (digit) => String((Number(digit) + 1) % 10));
}

function signedAgo(one: Case, what: string, seconds: number): Forgery {
  const at = new Date(one.receivedAt.getTime() - seconds * 1000);
  const time = timeOf(one.chosen);
  if (time?.at === undefined) return { what, request: signedRequest(one, { at }) };
  const old = written(one, one.signedAt);
  // The time is in the body, so the body says another one.
  const body = Buffer.from(one.body.toString().replaceAll(old, written(one, at)));
  return { what, request: signedRequest(one, { at, body }) };
}

function written({ chosen }: Case, at: Date): string {
  const unit = timeOf(chosen)?.unit;
  if (unit === 'seconds') return String(Math.floor(at.getTime() / 1000));
  return unit === 'milliseconds' ? String(at.getTime()) : at.toISOString();
}
