import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { readBody } from './request-body.ts';

it('a body whose sender was gone before it was looked at is refused, and not waited for', () => {
  const request = new IncomingMessage(new Socket());
  request.destroy();
  expect(() => readBody('acme', request, 1_000)).toThrow('The sender gave up');
});
