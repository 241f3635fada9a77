import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../emulators/harness/emulator.ts';
import { Killable } from './killable.ts';

const PROGRAM = `require('node:http').createServer((_request, response) => response.end()).listen(Number(process.env.PORT), '127.0.0.1');`;

async function taken(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

it('a program whose port is taken for a while starts once it is free', async () => {
  const port = await freePort();
  const program = new Killable(['-e', PROGRAM], { PORT: String(port) }, '.', `http://127.0.0.1:${port}/`);
  onTestFinished(() => program.kill());
  const other = await taken(port);
  const started = program.start();
  await delay(500);
  other.close();
  await started;
  expect(program.isRunning).toBe(true);
  expect(program.printed).toContain('EADDRINUSE');
});

it('a program that ends by itself says what it printed', async () => {
  const program = new Killable(
    ['-e', 'console.log("no such setting"); process.exit(1)'],
    {},
    '.',
    'http://127.0.0.1:9/',
  );
  await expect(program.start()).rejects.toThrow('no such setting');
});
