import { describe, expect, it } from 'vitest';
import { parentOf, paths, readRoute } from '../../desk/web/routes.js';

describe('routes', () => {
  it.each([
    ['/', { screen: 'inbox', conversation: null, customer: false }],
    [paths.inbox, { screen: 'inbox', conversation: null, customer: false }],
    [paths.conversation('a/b'), { screen: 'inbox', conversation: 'a/b', customer: false }],
    [paths.customer('1'), { screen: 'inbox', conversation: '1', customer: true }],
    [paths.tickets, { screen: 'tickets' }],
    [paths.contacts, { screen: 'contacts' }],
    [paths.contact('ü'), { screen: 'contact', contact: 'ü' }],
    ['/settings', { screen: 'apps' }],
    [paths.apps, { screen: 'apps' }],
    [paths.app('app_1'), { screen: 'app', app: 'app_1' }],
    [paths.plan, { screen: 'plan' }],
    [paths.audit, { screen: 'audit' }],
    ['/settings/audit/1', { screen: 'nowhere' }],
    ['/nowhere', { screen: 'nowhere' }],
    ['/inbox/1/other', { screen: 'nowhere' }],
    ['/tickets/1', { screen: 'nowhere' }],
    ['/inbox/1/customer/2', { screen: 'nowhere' }],
    ['/inbox/%E0%A4%A', { screen: 'inbox', conversation: '%E0%A4%A', customer: false }],
  ])('%s', (path, route) => {
    expect(readRoute(path)).toEqual(route);
  });

  it.each([
    [paths.inbox, null],
    [paths.conversation('1'), paths.inbox],
    [paths.customer('1'), paths.conversation('1')],
    [paths.contact('1'), paths.contacts],
    [paths.app('1'), paths.apps],
    [paths.tickets, null],
  ])('Escape leads from %s to %s', (path, parent) => {
    expect(parentOf(readRoute(path))).toBe(parent);
  });
});
