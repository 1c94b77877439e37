// The two routes of a customer's own backend. Every mount beside this file takes them as they are.
import { contextRoute, identityRoute } from 'convot/server';
import { facts, loggedIn } from './customers.mjs';

const { CONVOT_APP = '', CONVOT_ENCRYPTION_KEY = '', ELKDESK_SUPPORT_TOKEN = '' } = process.env;

export const identity = identityRoute({ app: CONVOT_APP, key: CONVOT_ENCRYPTION_KEY, user: loggedIn });

export const context = contextRoute({ token: ELKDESK_SUPPORT_TOKEN, pattern: /acct_[a-z0-9]+/i, find: facts });
