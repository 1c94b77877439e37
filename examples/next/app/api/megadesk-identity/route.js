import { atFirstRequest, identityRoute } from 'convot/server';
import { loggedIn } from '../../../customers.js';

// Next loads this file while it builds, where the secrets are not; so the route is made when it is first asked.
export const GET = atFirstRequest(() => {
  const { CONVOT_APP = '', CONVOT_ENCRYPTION_KEY = '' } = process.env;
  return identityRoute({ app: CONVOT_APP, key: CONVOT_ENCRYPTION_KEY, user: loggedIn });
});
