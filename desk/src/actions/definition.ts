import type { Method } from '../outgoing/index.js';

/** An Action as its owner writes it: what is fixed, and by `{{placeholders}}` where values go. */
export interface ActionDefinition {
  readonly method: Method;
  /** Scheme, host and path are fixed; placeholders stand in values of the query alone. */
  readonly url: string;
  readonly headers: readonly ActionField[];
  readonly body: ActionBody;
  /** What a visitor, the bot or an agent supplies for each run. */
  readonly parameters: readonly ActionParameter[];
  /** Names of the Action's own write-only secrets. */
  readonly secrets: readonly string[];
}

/** A header or a form's field. Placeholders stand in the value alone. */
export interface ActionField {
  readonly name: string;
  readonly value: string;
}

/**
 * `json` is JSON text in which a placeholder stands inside a string, as part of it, or bare, as a whole value with its type.
 * `form` is `application/x-www-form-urlencoded`.
 */
export type ActionBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'form'; readonly fields: readonly ActionField[] };

export interface ActionParameter {
  /** Letters, digits and `_`, a letter first; not the name of a root. */
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean';
}

/** What the placeholders of one run are filled from. Each root is a plain JSON object. */
export interface ActionValues {
  /** Of the identity token that opened the session, or, when an agent starts it, of the last one. */
  readonly userDetail: object;
  readonly integrations: object;
  /** `external_id` and `email`, where they are signed. */
  readonly contact: object;
  readonly secret: object;
  /** The declared parameters. */
  readonly parameters: object;
}

/** Where a value stands: it decides how the value is written, and what is refused. */
export type Slot = 'query' | 'header' | 'json_string' | 'json_value' | 'form';
