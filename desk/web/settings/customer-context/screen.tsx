import { useReading } from '../../live/use-reading.js';
import { customerContextTexts as own } from '../../locales/lookups-en.js';
import { Heading } from '../../pieces/heading.js';
import { Empty, Failed, Loading } from '../../pieces/states.js';
import { paths } from '../../routes.js';
import { useSession } from '../../signed-in.js';
import { ChooseApp } from '../choose-app.js';
import { SettingsTabs } from '../tabs.js';
import { useApps } from '../use-apps.js';
import { usePlan } from '../use-plan.js';
import { Workplace } from './workplace.js';

/** Settings → Customer Context, of one app; for owners whose plan includes it. */
export function CustomerContext({ app }: { readonly app: string | null }) {
  return (
    <div class="page customer-context">
      <SettingsTabs current="customer-context" />
      <header class="page-head">
        <Heading>{own.title}</Heading>
      </header>
      <p class="muted">{own.hint}</p>
      <Gate app={app} />
    </div>
  );
}

/** Says plainly why somebody sees nothing here. */
function Gate({ app }: { readonly app: string | null }) {
  const { me } = useSession();
  const plan = usePlan();
  const apps = useApps();
  if (me.role !== 'owner') return <Empty title={own.not_owner} hint={own.not_owner_hint} />;
  for (const { loaded, reload } of [plan, apps]) {
    if (loaded.state === 'failed') return <Failed code={loaded.code} onRetry={reload} />;
  }
  if (plan.loaded.state !== 'ready' || apps.loaded.state !== 'ready') return <Loading />;
  if (!plan.loaded.value.features.includes('customer_context')) {
    return (
      <Empty title={own.not_in_plan} hint={own.not_in_plan_hint}>
        <a class="button" href={paths.plan}>
          {own.to_plan}
        </a>
      </Empty>
    );
  }
  const chosen = apps.loaded.value.find(({ id }) => app === null || id === app);
  if (!chosen && app !== null) return <Failed code="not_found" onRetry={apps.reload} />;
  if (!chosen) return <Empty title={own.no_app} hint={own.no_app_hint} />;
  return (
    <>
      <ChooseApp apps={apps.loaded.value} chosen={chosen} name={own.app} hrefOf={paths.customerContext} />
      <OfApp key={chosen.id} app={chosen.id} left={plan.loaded.value.left_credits} onUsed={plan.reload} />
    </>
  );
}

interface OfAppProps {
  readonly app: string;
  /** AI credits left this month. */
  readonly left: number;
  /** A test may have used some. */
  readonly onUsed: () => void;
}

function OfApp({ app, left, onUsed }: OfAppProps) {
  const { api } = useSession();
  const { loaded, reload, update } = useReading(app, () => api.lookupSettings(app));
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <Failed code={loaded.code} onRetry={reload} />;
  return <Workplace app={app} page={loaded.value} left={left} onPage={(page) => update(() => page)} onUsed={onUsed} />;
}
