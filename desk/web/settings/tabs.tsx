import { useEffect, useRef } from 'preact/hooks';
import type { OrganisationPlan } from '../../wire/plans.js';
import { emailTexts } from '../locales/email-en.js';
import { texts } from '../locales/index.js';
import { customerContextTexts } from '../locales/lookups-en.js';
import { planTexts } from '../locales/plan-en.js';
import { paths } from '../routes.js';
import { useSession } from '../signed-in.js';
import { usePlan } from './use-plan.js';

type Tab = 'apps' | 'customer-context' | 'email' | 'plan' | 'audit';

interface TabsProps {
  readonly current: Tab;
  /** The plan, where the page itself may have changed it. @default as the desk answers */
  readonly plan?: OrganisationPlan | undefined;
}

/** The way between the settings. Customer Context is there for an owner whose plan includes it, email for every owner. */
export function SettingsTabs({ current, plan }: TabsProps) {
  const { me } = useSession();
  const { loaded } = usePlan();
  const known = plan ?? (loaded.state === 'ready' ? loaded.value : null);
  const isIncluded = known?.features.includes('customer_context') ?? false;
  const tabs: readonly { tab: Tab; href: string; text: string }[] = [
    { tab: 'apps', href: paths.apps, text: texts.settings.title },
    ...((me.role === 'owner' && isIncluded) || current === 'customer-context'
      ? [{ tab: 'customer-context' as const, href: paths.customerContext(), text: customerContextTexts.title }]
      : []),
    ...(me.role === 'owner' || current === 'email'
      ? [{ tab: 'email' as const, href: paths.email(), text: emailTexts.title }]
      : []),
    { tab: 'plan', href: paths.plan, text: planTexts.title },
    ...(me.role === 'owner' || current === 'audit'
      ? [{ tab: 'audit' as const, href: paths.audit, text: texts.settings.audit }]
      : []),
  ];
  // On a narrow screen the row of tabs is longer than the screen is wide.
  const chosen = useRef<HTMLAnchorElement>(null);
  useEffect(() => chosen.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [tabs.length]);
  return (
    <nav class="tabs" aria-label={texts.shell.settings}>
      <ul>
        {tabs.map(({ tab, href, text }) => (
          <li key={tab}>
            <a href={href} ref={tab === current ? chosen : null} aria-current={tab === current ? 'page' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
