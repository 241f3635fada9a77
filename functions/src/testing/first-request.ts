import { vi } from 'vitest';

/** The first request that an SDK's client sends while it is called, answered with an empty list. Nothing leaves the process. */
export async function firstRequest(call: () => Promise<unknown>): Promise<Request> {
  const fetch = vi.fn((input: string | URL | Request, init?: RequestInit) => {
    requests.push(new Request(input, init));
    return Promise.resolve(Response.json({ data: [] }));
  });
  const requests: Request[] = [];
  vi.stubGlobal('fetch', fetch);
  try {
    await call();
  } finally {
    vi.unstubAllGlobals();
  }
  const [request] = requests;
  if (request === undefined) throw new Error('The client sent nothing.');
  return request;
}
