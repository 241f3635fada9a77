import { Socket } from 'node:net';
import { afterAll } from 'vitest';
import { connectionHost } from '../ops/pull/connection-host.ts';

/**
 * Keeps the tests on this machine: a connection to another one fails with a sentence that says how to test without it.
 * Business logic is somebody's own; a test that runs it must not call what it calls in production.
 */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3}|0\.0\.0\.0|::)$/;

const connect = Socket.prototype.connect;

// One method of several signatures: only its arguments matter here.
Object.assign(Socket.prototype, {
  connect(this: Socket, ...args: readonly unknown[]): Socket {
    const host = connectionHost(args);
    if (host === undefined || LOOPBACK.test(host)) return Reflect.apply(connect, this, args);
    const fault = new Error(
      `A test tried to connect to ${host}. Replace the client, for example with stripeClient.replace(…): docs/testing.md.`,
    );
    process.nextTick(() => this.destroy(fault));
    return this;
  },
});

// The next file of this process does the same.
afterAll(() => void Object.assign(Socket.prototype, { connect }));
