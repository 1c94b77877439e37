import type { Application, Backend, ModelFaults } from './model-desk.js';
import { createModelDesk, modelHash } from './model-desk.js';
import type { Human, Notary } from './people.js';

/** A backend, and the secrets of the customer that it knows. */
export interface BackendSetup {
  readonly backend: Backend;
  readonly notary: Notary;
  /** Every credential and handle that was ever given out. */
  readonly secrets: ReadonlySet<string>;
  /** Ends every session, as an owner may. */
  readonly revokeAll: () => Promise<void>;
  readonly humanOfToken: (token: string) => Human | null;
  /** Looks once more, when all is quiet. @returns what isn't as it should be */
  readonly differences: () => Promise<readonly string[]>;
}

export interface BackendPorts {
  readonly now: () => number;
  readonly onApply: (application: Application) => void;
  readonly identityEndpoint: string | null;
  readonly people: readonly Human[];
  readonly run: string;
}

export type MakeBackend = (ports: BackendPorts) => Promise<BackendSetup>;

/** The model alone. */
export function modelBackend(faults: ModelFaults = {}): MakeBackend {
  return async (ports) => {
    const model = createModelDesk({ ...ports, faults });
    return {
      backend: model,
      secrets: model.secrets,
      revokeAll: async () => model.revokeAll(),
      notary: {
        hash: async (text) => modelHash(text),
        token: async (human, lifeS) => model.token(human, Math.floor(ports.now() / 1_000) + lifeS),
      },
      humanOfToken: (token) => ports.people.find(({ id }) => id === JSON.parse(token).id) ?? null,
      differences: async () => [],
    };
  };
}
