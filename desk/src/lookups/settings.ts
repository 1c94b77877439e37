import type { LookupFault, LookupFieldFault, LookupSettings } from '../../wire/lookups.js';
import { INSTRUCTION_CHARS } from './instructions/index.js';

/** Longest URL, in characters. */
const URL_CHARS = 2_048;
/** Longest bearer token, in characters. */
const TOKEN_CHARS = 4_096;
/** Hosts of a developer's own machine. */
const LOOPBACK = /^(?:localhost|(?:[\w-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** A query's parameter or a body's key. What names an object's own machinery is refused, as everywhere. */
const PARAMETER = /^(?!(?:__proto__|prototype|constructor)$)[A-Za-z0-9_.$[\]-]{1,64}$/;
/** What a bearer token may consist of (RFC 6750 §2.1), and other printable signs that people's generators use. */
const TOKEN = /^[\x21-\x7e]+$/;

/** The settings that a request is made of. */
export type ConnectionSettings = Pick<LookupSettings, 'method' | 'url' | 'parameter'>;

/** How strictly they are judged. */
export interface Judging {
  /** A development setting: plain http to this machine is no fault. @defaultValue false */
  readonly allowLoopback?: boolean | undefined;
}

/**
 * What is wrong with the settings. An empty field is a fault of {@link missingFields} alone: half-filled settings may be
 * saved.
 */
export function settingsFaults(
  settings: Omit<LookupSettings, 'enabled' | 'token_configured'>,
  judging: Judging = {},
): LookupFault[] {
  const faults: [LookupFault['field'], LookupFieldFault | null][] = [
    ['method', settings.method === 'GET' || settings.method === 'POST' ? null : 'not_a_choice'],
    ['url', settings.url === '' ? null : urlFault(settings, judging)],
    ['parameter', settings.parameter === '' ? null : parameterFault(settings.parameter)],
    ['identify', settings.identify.length > INSTRUCTION_CHARS ? 'too_long' : null],
    ['show', settings.show.length > INSTRUCTION_CHARS ? 'too_long' : null],
  ];
  return faults.flatMap(([field, fault]) => (fault === null ? [] : [{ field, fault }]));
}

/** What has to be filled in before a lookup can run. */
export function missingFields(settings: LookupSettings): LookupFault[] {
  const fields = (['url', 'parameter', 'identify'] as const).filter((field) => settings[field].trim() === '');
  const missing: LookupFault['field'][] = settings.token_configured ? fields : [...fields, 'token'];
  return missing.map((field) => ({ field, fault: 'missing' }));
}

/** What is wrong with a new token; a blank one keeps the old. */
export function tokenFault(token: string): LookupFieldFault | null {
  if (token.length > TOKEN_CHARS) return 'too_long';
  return token === '' || TOKEN.test(token) ? null : 'characters';
}

/** What is wrong with a new signing secret; a blank one keeps the old. */
export function signingFault(secret: string): LookupFieldFault | null {
  return secret === '' || /^[0-9a-f]{64}$/i.test(secret) ? null : 'not_64_hex';
}

/** @param settings - the parameter too: the URL must not already have it */
export function urlFault(
  { url, parameter, method }: ConnectionSettings,
  { allowLoopback = false }: Judging = {},
): LookupFieldFault | null {
  if (url.length > URL_CHARS) return 'too_long';
  if (/[\s\p{Cc}\\]/u.test(url) || !URL.canParse(url)) return 'not_a_url';
  const { protocol, hostname, username, password, searchParams } = new URL(url);
  const isLocal = allowLoopback && protocol === 'http:' && LOOPBACK.test(hostname);
  if (protocol !== 'https:' && !isLocal) return 'not_https';
  // `https://@host` has an empty user info, which is none, and is written nowhere on purpose.
  if (username !== '' || password !== '' || /^[a-z]+:\/*[^/?#]*@/i.test(url)) return 'has_credentials';
  if (url.includes('#')) return 'has_fragment';
  return method === 'GET' && searchParams.has(parameter) ? 'has_parameter' : null;
}

function parameterFault(parameter: string): LookupFieldFault | null {
  return PARAMETER.test(parameter) ? null : parameter.length > 64 ? 'too_long' : 'characters';
}
