import type { App } from '../../wire/index.js';

interface ChooseAppProps {
  readonly apps: readonly App[];
  readonly chosen: App;
  /** What is chosen, for a screen reader. */
  readonly name: string;
  readonly hrefOf: (app: string) => string;
}

/** The way between the settings of several apps. */
export function ChooseApp({ apps, chosen, name, hrefOf }: ChooseAppProps) {
  if (apps.length < 2) return null;
  return (
    <nav class="choose-app" aria-label={name}>
      <ul>
        {apps.map((app) => (
          <li key={app.id}>
            <a
              class={app.id === chosen.id ? 'button small chosen' : 'button small'}
              href={hrefOf(app.id)}
              aria-current={app.id === chosen.id ? 'true' : undefined}
            >
              <bdi>{app.name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
