import { addressWith } from '../../console/access.ts';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { act, startStack } from './stack.ts';
import { describeInBrowser } from './suite.ts';

describeInBrowser('a page of another origin', startStack, (run) => {
  let foreign: Server;
  let address: string;

  beforeAll(async () => {
    await act(run.served, '/api/send', { provider: 'stripe', type: 'invoice.paid' });
    foreign = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    const bound = foreign.address();
    address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`;
  }, 120_000);

  afterAll(() => {
    foreign?.close();
  });

  /**
   * Runs a script in a page of the other origin, in a browser that has been let into the console.
   * @param script A function of the console's address.
   */
  async function elsewhere(script: string): Promise<unknown> {
    const context = await run.browser.newContext();
    const own = await context.newPage();
    await own.goto(addressWith(run.served.token, run.served.url));
    await own.locator('main').waitFor();
    const page = await context.newPage();
    await page.goto(address);
    const result: unknown = await page.evaluate(`(${script})(${JSON.stringify(run.served.url)})`);
    await context.close();
    return result;
  }

  async function countOfEvents(): Promise<number> {
    const { events }: { events: unknown[] } = JSON.parse(
      await (await run.served.host.api(`/api/events?limit=1000`)).text(),
    );
    return events.length;
  }

  it.each(['/api/events', '/api/overview', '/api/stream', '/api/requests', '/', '/assets/main.js'])(
    'cannot read %s',
    async (path) => {
      const outcome = await elsewhere(`async (url) => {
        const ways = [{}, { mode: 'no-cors' }, { credentials: 'include' }];
        const texts = await Promise.all(ways.map((way) =>
          fetch(url + '${path}', { ...way, signal: AbortSignal.timeout(3000) }).then((reply) => reply.text(), () => 'failed')));
        return texts;
      }`);
      expect(outcome).toEqual(['failed', expect.stringMatching(/^(?:failed)?$/), 'failed']);
    },
  );

  it('is told nothing by the stream of changes', async () => {
    const outcome = await elsewhere(`(url) => new Promise((resolve) => {
      const stream = new EventSource(url + '/api/stream');
      stream.onopen = () => resolve('open');
      stream.onerror = () => resolve('refused');
    })`);
    expect(outcome).toBe('refused');
  });

  it('cannot show the console in a frame, load its modules, or keep a handle on its window', async () => {
    const outcome = await elsewhere(`async (url) => {
      const frame = document.createElement('iframe');
      frame.src = url;
      const framed = new Promise((resolve) => { frame.onload = () => {
        try { resolve(frame.contentDocument === null ? 'nothing of it' : 'its document'); } catch { resolve('nothing of it'); }
      }; });
      document.body.append(frame);
      const script = await import(url + '/assets/main.js').then(() => 'loaded', () => 'refused');
      return [await framed, script];
    }`);
    expect(outcome).toEqual(['nothing of it', 'refused']);
  });

  it('cannot act, in any way that a browser has', async () => {
    const before = await countOfEvents();
    const outcome = await elsewhere(`async (url) => {
      const body = JSON.stringify({ provider: 'stripe', type: 'invoice.paid' });
      const post = (init) => fetch(url + '/api/send', { method: 'POST', body, ...init }).then((reply) => String(reply.status), () => 'failed');
      const answers = [
        await post({ headers: { 'content-type': 'application/json', 'x-console-action': '1' } }),
        await post({ mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
        await post({ mode: 'no-cors', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      ];
      const sent = navigator.sendBeacon(url + '/api/send', new Blob([body], { type: 'text/plain' }));
      const frame = document.createElement('iframe');
      frame.name = 'target';
      const form = document.createElement('form');
      Object.assign(form, { action: url + '/api/send', method: 'post', enctype: 'text/plain', target: 'target' });
      const field = document.createElement('input');
      Object.assign(field, { name: body.slice(0, -1) + ',"x":"', value: '"}' });
      form.append(field);
      document.body.append(frame, form);
      const done = new Promise((resolve) => { frame.onload = resolve; });
      form.submit();
      await done;
      return answers;
    }`);
    expect(outcome).toEqual(['failed', 'failed', 'failed']);
    expect(await countOfEvents()).toBe(before);
    await act(run.served, '/api/send', { provider: 'stripe', type: 'invoice.paid' });
    await expect.poll(countOfEvents, { timeout: 20_000 }).toBe(before + 1);
  });
});
