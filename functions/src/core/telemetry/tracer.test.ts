import { expect, it } from 'vitest';
import { MemoryTracer } from '../../testing/memory-tracer.ts';
import { INCOMING_TRACE, tracedWay } from '../../testing/traced-way.ts';

function setUp(handle?: () => void) {
  const tracer = new MemoryTracer();
  return { spans: tracer.spans, ...tracedWay(tracer, handle) };
}

it('one trace leads from the request to each command', async () => {
  const { spans, send, deliver } = setUp();
  await send('e1');
  await deliver();
  const byName = new Map(spans.map((span) => [span.name, span]));
  const parents = (['webhook', 'verify', 'publish', 'handle', 'command'] as const).map(
    (name) => byName.get(name)?.parent,
  );
  const [webhook, handle] = [byName.get('webhook')?.traceparent, byName.get('handle')?.traceparent];
  expect(parents).toEqual([INCOMING_TRACE.replace(/-01$/, '-00'), webhook, webhook, webhook, handle]);
  expect(byName.get('command')?.attributes).toMatchObject({ eventId: 'e1', command: 'doing/Do', attempt: 1 });
});

it('what fails is an error in its span and in that of the delivery', async () => {
  const { spans, send, deliver } = setUp(() => {
    throw new Error('not now');
  });
  await send('e1');
  await expect(deliver()).rejects.toThrow();
  const failed = spans.filter(({ error }) => error !== undefined).map(({ name }) => name);
  expect(failed).toEqual(['command', 'handle']);
});

it('a refused request is an error in the span of its webhook', async () => {
  const { spans, send } = setUp();
  await send('x'.repeat(1001));
  expect(spans).toMatchObject([{ name: 'webhook', error: { code: 'acme/payload-too-large' } }]);
});
