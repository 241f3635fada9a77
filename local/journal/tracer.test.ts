import { expect, it } from 'vitest';
import { LocalTracer, type EndedStep } from './tracer.ts';

it('steps are told in the order in which they began, also within one millisecond', () => {
  const ended: EndedStep[] = [];
  const tracer = new LocalTracer((step) => ended.push(step));
  const names = Array.from({ length: 50 }, (_unused, index) => `saga/Command/${index}`);
  const whole = tracer.start('handle', { kind: 'consumer' });
  for (const command of names) {
    tracer.start('command', { kind: 'internal', parent: whole.traceparent, attributes: { command } }).end();
  }
  whole.end();
  const [{ spans } = { spans: [] }] = ended;
  expect(spans.map(({ attributes }) => attributes.command)).toEqual([undefined, ...names]);
});
