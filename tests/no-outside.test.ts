import { createServer } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';

it('a test that calls another machine is told to replace the client', async () => {
  await expect(fetch('https://api.example.com/')).rejects.toMatchObject({
    cause: { message: expect.stringContaining('A test tried to connect to api.example.com. Replace the client') },
  });
  const [fault] = await once(connect(443, '192.0.2.1'), 'error').catch((error: unknown) => [error]);
  expect(fault).toMatchObject({ message: expect.stringContaining('192.0.2.1') });
});

it('servers on this machine answer as always', async () => {
  const server = createServer((_request, response) => response.end('here')).listen(0);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('here');
  server.close();
});
