import { describe, expect, it } from 'vitest';
import type { EventStatus, EventView } from './contract.ts';
import { withHead, withTail, withUpdated, type Feed } from './feed.ts';

function event(id: string, status: EventStatus = 'handled'): EventView {
  const time = '2026-11-23T12:00:00Z';
  return { id, provider: 'acme', source: '//acme.test', type: 'a.b', time, receivedTime: time, status, consumers: [] };
}
const feedOf = (ids: string, next?: string): Feed => ({
  events: ids.split('').map((id) => event(id)),
  ...(next !== undefined && { next }),
});
const idsOf = ({ events }: Feed) => events.map(({ id }) => id).join('');

describe('the newest page', () => {
  it('precedes what is loaded, whose older part stays', () => {
    const { feed, added } = withHead(feedOf('dcba', 'older'), feedOf('fedc', 'b'));
    expect({ ids: idsOf(feed), next: feed.next, added }).toEqual({ ids: 'fedcba', next: 'older', added: 2 });
  });

  it('replaces what it covers: what matches the filter no more goes away, what matches now appears', () => {
    const { feed, added } = withHead(feedOf('dcba', 'older'), feedOf('exda', 'b'));
    expect({ ids: idsOf(feed), added }).toEqual({ ids: 'exda', added: 2 });
  });

  it('stands alone where it reaches nothing that is loaded', () => {
    const { feed, added } = withHead(feedOf('ba', 'older'), feedOf('zyx', 'w'));
    expect({ ids: idsOf(feed), next: feed.next, added }).toEqual({ ids: 'zyx', next: 'w', added: 3 });
  });

  it('stands alone where there is nothing older', () => {
    const { feed } = withHead(feedOf('cba', 'older'), feedOf('dcb'));
    expect({ ids: idsOf(feed), next: feed.next }).toEqual({ ids: 'dcb', next: undefined });
  });

  it('never shows an event twice', () => {
    const { feed } = withHead(feedOf('edcba', 'older'), feedOf('edacb', 'x'));
    expect(idsOf(feed).split('').toSorted().join('')).toBe('abcde');
  });
});

describe('an older page', () => {
  it('is appended without what is there already, and says where to go on', () => {
    expect(withTail(feedOf('dc', 'b'), feedOf('cba'))).toEqual(feedOf('dcba'));
    expect(withTail(feedOf('dc', 'b'), feedOf('b', 'a')).next).toBe('a');
  });
});

describe('an event that has changed', () => {
  it('keeps its place', () => {
    const feed = withUpdated(feedOf('cba', 'older'), event('b', 'dead'), () => true);
    expect(feed.events.map(({ id, status }) => `${id} ${status}`)).toEqual(['c handled', 'b dead', 'a handled']);
    expect(feed.next).toBe('older');
  });

  it('goes away where it matches the filter no more', () => {
    expect(idsOf(withUpdated(feedOf('cba'), event('b', 'dead'), ({ status }) => status === 'handled'))).toBe('ca');
  });
});
