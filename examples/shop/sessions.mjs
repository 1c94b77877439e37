import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import { isLogin } from './catalogue.mjs';

/** The cookie holds nothing but a random id; who that is stays here. */
const COOKIE = 'papermill_session';

const SESSION_AGE_S = 30 * 24 * 60 * 60;

/** @typedef {ReturnType<typeof shopSessions>} ShopSessions */

/**
 * The shop's own login sessions.
 *
 * @param {string} [file] where they outlive a restart; without it they are kept in memory alone
 */
export function shopSessions(file) {
  const sessions = new Map(file ? read(file) : []);
  const save = () => file && write(file, [...sessions]);
  return {
    /**
     * Who is logged in.
     * @param {Request} request
     */
    current: (request) => sessions.get(idOf(request)) ?? null,

    /** Everybody who is logged in, once for each device. */
    logins: () => [...sessions.values()],

    /**
     * Logs in under a new id, so that an id somebody knew before is worth nothing.
     * @param {import('hono').Context} context
     * @param {import('./catalogue.mjs').Login} login
     */
    begin(context, login) {
      sessions.delete(idOf(context.req.raw));
      const id = randomBytes(24).toString('base64url');
      sessions.set(id, login);
      save();
      setCookie(context, COOKIE, id, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: SESSION_AGE_S });
    },

    /** @param {import('hono').Context} context */
    end(context) {
      sessions.delete(idOf(context.req.raw));
      save();
      setCookie(context, COOKIE, '', { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 0 });
    },
  };
}

/** @param {Request} request */
function idOf(request) {
  return parse(request.headers.get('Cookie') ?? '', COOKIE)[COOKIE] ?? '';
}

/**
 * @param {string} file
 * @returns {[string, import('./catalogue.mjs').Login][]}
 */
function read(file) {
  try {
    const entries = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(entries) ? entries.filter(([id, login]) => typeof id === 'string' && isLogin(login)) : [];
  } catch {
    return [];
  }
}

/**
 * @param {string} file
 * @param {unknown} entries
 */
function write(file, entries) {
  writeFileSync(`${file}.new`, JSON.stringify(entries), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
