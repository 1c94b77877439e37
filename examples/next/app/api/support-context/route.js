import { atFirstRequest, contextRoute } from 'convot/server';
import { facts } from '../../../customers.js';

const route = atFirstRequest(() => {
  const { ELKDESK_SUPPORT_TOKEN = '' } = process.env;
  return contextRoute({ token: ELKDESK_SUPPORT_TOKEN, pattern: /acct_[a-z0-9]+/i, find: facts });
});

export { route as GET, route as POST };
