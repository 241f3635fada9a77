import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

/**
 * Preloaded into a process and its children by `NODE_OPTIONS=--import=…`: whatever they say to ports 80 and 443 of any
 * host goes to the control plane, by whatever client, and no other socket leaves the machine. Nothing is configured
 * otherwise, and clients believe that they speak TLS.
 */
const PORT = Number(process.env['CONTROL_PLANE_PORT']);
if (!(PORT > 0)) throw new Error('CONTROL_PLANE_PORT is not set.');

const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|::1|::)$/;

const connect = net.Socket.prototype.connect;

function rerouted(this: net.Socket, ...args: readonly unknown[]): unknown {
  const [options, listener] = targetIn(args);
  const { path, host, port } = options;
  if (path !== undefined) return Reflect.apply(connect, this, args);
  if (port === 80 || port === 443) return Reflect.apply(connect, this, [{ host: '127.0.0.1', port: PORT }, listener]);
  if (host === undefined || LOCAL.test(host)) return Reflect.apply(connect, this, args);
  throw new Error(`No socket to ${host}:${port} is opened in a test.`);
}

interface Target {
  readonly path: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly socket: net.Socket | undefined;
}

/** The ways in which `connect` is called: as Node calls it itself, with options, with a port, with a path. */
function targetIn(args: readonly unknown[]): readonly [Target, unknown] {
  const [first, second, third] = args;
  if (Array.isArray(first)) return targetIn(first);
  if (typeof first === 'object' && first !== null) return [targetOf({ ...first }), second];
  const isPath = typeof first === 'string' && Number.isNaN(Number(first));
  if (isPath) return [targetOf({ path: first }), second];
  return typeof second === 'string'
    ? [targetOf({ port: first, host: second }), third]
    : [targetOf({ port: first }), second];
}

function targetOf({ path, host, port, socket }: Readonly<Record<string, unknown>>): Target {
  return {
    path: typeof path === 'string' ? path : undefined,
    host: typeof host === 'string' ? host : undefined,
    port: port === undefined ? undefined : Number(port),
    socket: socket instanceof net.Socket ? socket : undefined,
  };
}

/** A connection as clients see one with TLS, in plain text. */
function plainConnect(...args: readonly unknown[]): net.Socket {
  const [target, third] = targetIn(args);
  const listener = [third, args.at(-1)].find((argument) => typeof argument === 'function');
  const { host = 'localhost', port = 443 } = target;
  const socket = target.socket ?? net.connect({ host, port });
  Object.assign(socket, {
    encrypted: true,
    authorized: true,
    alpnProtocol: false,
    getPeerCertificate: () => ({}),
    getSession: () => undefined,
    isSessionReused: () => false,
    setServername: () => undefined,
  });
  if (listener !== undefined) socket.once('secureConnect', () => Reflect.apply(listener, socket, []));
  if (socket.connecting) socket.once('connect', () => socket.emit('secureConnect'));
  else process.nextTick(() => socket.emit('secureConnect'));
  return socket;
}

const LOOPBACK = { address: '127.0.0.1', family: 4 } as const;

/** Every name is this machine's: nobody is asked. */
function lookup(_name: string, ...rest: readonly unknown[]): void {
  const done = rest.at(-1);
  if (typeof done !== 'function') throw new TypeError('dns.lookup takes a callback.');
  const answer = isForAll(rest[0]) ? [[LOOPBACK]] : [LOOPBACK.address, LOOPBACK.family];
  process.nextTick(() => Reflect.apply(done, undefined, [null, ...answer]));
}

async function lookupPromise(_name: string, options?: unknown): Promise<unknown> {
  return isForAll(options) ? [LOOPBACK] : LOOPBACK;
}

function isForAll(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'all' in options && options.all === true;
}

Reflect.set(net.Socket.prototype, 'connect', rerouted);
Reflect.set(tls, 'connect', plainConnect);
Reflect.set(dns, 'lookup', lookup);
Reflect.set(dns.promises, 'lookup', lookupPromise);
syncBuiltinESMExports();
