import { expect, it } from 'vitest';
import { traceparentOf } from './trace.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';

it('takes a W3C traceparent as it is', () => {
  const traceparent = `00-${trace}-b7ad6b7169203331-01`;
  expect(traceparentOf({ traceparent })).toBe(traceparent);
});

it('translates the header of Google’s load balancers, whose span is a decimal number', () => {
  expect(traceparentOf({ 'x-cloud-trace-context': `${trace}/255;o=1` })).toBe(`00-${trace}-00000000000000ff-01`);
});

it.each(['', 'garbage', `00-${trace}-short-01`, `00-${trace.toUpperCase()}-b7ad6b7169203331-01`])(
  'leaves out a malformed one: %j',
  (traceparent) => {
    expect(traceparentOf({ traceparent })).toBeUndefined();
  },
);
