import { expect, it } from 'vitest';
import { traceparentOf } from './traceparent.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';

it('takes trace and span of a W3C traceparent, but not the word of a stranger that it is sampled', () => {
  const traceparent = `00-${trace}-b7ad6b7169203331-01`;
  expect(traceparentOf({ traceparent })).toBe(`00-${trace}-b7ad6b7169203331-00`);
});

it('translates the header of Google’s load balancers, whose span is a decimal number', () => {
  expect(traceparentOf({ 'x-cloud-trace-context': `${trace}/255;o=1` })).toBe(`00-${trace}-00000000000000ff-00`);
});

it.each(['', 'garbage', `00-${trace}-short-01`, `00-${trace.toUpperCase()}-b7ad6b7169203331-01`])(
  'leaves out a malformed one: %j',
  (traceparent) => {
    expect(traceparentOf({ traceparent })).toBeUndefined();
  },
);
