import { describe, expect, it } from 'vitest';
import { errorKindOf, stackOf } from './error-stack.ts';

/** An error with frames as V8 writes them. */
function thrown(message: string, frames: readonly string[], more: object = {}): Error {
  const error = Object.assign(new Error(message), more);
  error.stack = [`${error.name}: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

describe('the stack that is kept of an error', () => {
  it('has frames within the project and its packages, and none of Node, of the engine and of what is above the project', () => {
    const error = thrown('No.', [
      'tellWarehouse (file:///home/ada/shop/functions/src/sagas/stripe/warehouse.ts?saved=3:12:9)',
      'async fetch (/home/ada/shop/node_modules/undici/index.js:120:13)',
      'process.processTicksAndRejections (node:internal/process/task_queues:103:5)',
      'async reaching (file:///home/ada/shop/functions/src/core/handle/stage-step.ts:83:13)',
      'file:///workspace/lib/stripe-onStripeEvent.js:2:13042',
      'async Promise.all (index 0)',
      'eval (eval at <anonymous> (data:text/javascript,1), <anonymous>:1:1)',
    ]);
    expect(stackOf(error)?.split('\n')).toEqual([
      'Error',
      '    at tellWarehouse (functions/src/sagas/stripe/warehouse.ts:12:9)',
      '    at async fetch (node_modules/undici/index.js:120:13)',
      '    at lib/stripe-onStripeEvent.js:2:13042',
    ]);
  });

  it('names what was thrown and its causes, without their messages', () => {
    const cause = thrown('connect ECONNREFUSED', ['connect (/app/functions/src/crm.ts:3:1)'], { code: 'ECONNREFUSED' });
    const error = thrown('Ada Lovelace was not told', ['tell (/app/functions/src/tell.ts:1:2)'], {
      name: 'CrmError',
      status: 503,
    });
    error.cause = cause;
    expect(stackOf(error)?.split('\n')).toEqual([
      'CrmError 503',
      '    at tell (functions/src/tell.ts:1:2)',
      'caused by ECONNREFUSED',
      '    at connect (functions/src/crm.ts:3:1)',
    ]);
  });

  it('holds nothing of a message, even one that looks like frames', () => {
    const secret = 'sk_live_1\n    at password=hunter2 (secret.ts:1:1)';
    const error = thrown(secret, ['handle (/app/functions/src/a.ts:1:2)']);
    expect(stackOf(error)).toBe('Error\n    at handle (functions/src/a.ts:1:2)');
    // Some libraries write the text of an answer into the stack.
    error.stack +=
      '\nAuthorization: Bearer hunter2\n    at {"card":"4242"} (x y z:1:1)\n    at ada@example.com (/app/b.ts:1:1)';
    expect(stackOf(error)).not.toMatch(/hunter2|4242|ada@/);
  });

  it('is bounded as one text of JSON, by whole lines', () => {
    const frames = Array.from(
      { length: 200 },
      (_unused, index) => `f${index} (/app/functions/src/${'é'.repeat(90)}.ts:1:${index})`,
    );
    const deep = thrown(
      'No.',
      frames.map((frame) => frame.replaceAll('é', 'e')),
    );
    deep.cause = thrown(
      'No.',
      frames.map((frame) => frame.replaceAll('é', 'f')),
    );
    const stack = stackOf(deep) ?? '';
    expect(Buffer.byteLength(JSON.stringify(stack))).toBeLessThanOrEqual(1_000);
    expect(stack).toMatch(/\.ts:1:\d+\)$/);
  });

  it.each([['a text'], [undefined], [{ stack: 'at home (a.ts:1:1)' }], [Object.assign(new Error('x'), { stack: 5 })]])(
    'is none of %o',
    (value) => {
      expect(stackOf(value)).toBeUndefined();
    },
  );

  it('is that of a real error', () => {
    expect(stackOf(new TypeError('No.'))).toMatch(/^TypeError\n    at \S+:\d+:\d+/);
  });
});

describe('the kind of an error', () => {
  it.each([
    [new TypeError('x'), 'TypeError'],
    [new Error('x'), ''],
    [Object.assign(new Error('x'), { name: 'aB' }), ''],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [
      Object.assign(new Error('x'), { name: 'StripeError', code: 'resource_missing', statusCode: 404 }),
      'StripeError resource_missing 404',
    ],
    [Object.assign(new Error('x'), { status: 200 }), ''],
    [Object.assign(new Error('x'), { code: 'Ada Lovelace' }), ''],
    [Object.assign(new Error('x'), { code: 4_242_424_242 }), ''],
    ['a text', ''],
    [null, ''],
  ])('%o is %j', (error, kind) => {
    expect(errorKindOf(error)).toBe(kind);
  });
});
