import type { Patch } from '../../protocol/index.js';
import { type Fields, factsOf, fieldsOf, flat, without } from '../facts.js';
import { type Name, nameOf } from '../visitor.js';
import type { Warn } from '../warnings.js';

/** Fields that name and prove the person. */
const NAME = ['user_id', 'email', 'user_hash', 'intercom_user_jwt'];

/** Fields that say how Intercom's messenger behaves, and tell nothing of anybody. */
const SETTINGS = [
  ...['app_id', 'api_base', 'installation_type', 'session_duration', 'auth_tokens', 'page_title'],
  ...['custom_launcher_selector', 'hide_default_launcher', 'hide_notifications', 'alignment', 'vertical_padding'],
  ...['horizontal_padding', 'z_index', 'action_color', 'background_color', 'link_color', 'theme_mode'],
  ...['messenger_style_id', 'language_override', 'last_request_at'],
];

/** Fields that are groups of fields. */
const GROUPS = ['company', 'companies', 'avatar'];

const NO_FACTS = new Set([...NAME, ...SETTINGS, ...GROUPS]);

/** What the fields of `boot` or `update` say of the visitor. */
export function saidBy(fields: Fields, warn: Warn): { readonly name: Name; readonly facts: Patch } {
  const { user_id: external_id, email, user_hash, company, avatar } = fields;
  // Intercom alone could open it. The customer's identity endpoint does for this desk what it does there.
  if (fields.intercom_user_jwt) warn('shim_command', 'intercom_user_jwt');
  if (fields.companies) warn('shim_value', '"companies"');
  const { image_url: avatar_url } = fieldsOf(avatar);
  const facts = { ...without(fields, NO_FACTS), avatar_url, ...flat('company', company) };
  return { name: nameOf({ external_id, email, user_hash }, warn), facts: factsOf(facts, warn) };
}
