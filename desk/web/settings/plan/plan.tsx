import { useState } from 'preact/hooks';
import type { OrganisationPlan, PlanChange, PlanOffer } from '../../../wire/plans.js';
import { LOCALE, texts } from '../../locales/index.js';
import { planTexts } from '../../locales/plan-en.js';
import { Heading } from '../../pieces/heading.js';
import { Failed, Loading } from '../../pieces/states.js';
import { useSession } from '../../signed-in.js';
import { ConfirmButton } from '../confirm-button.js';
import { SavingNote, useSaving } from '../saving.js';
import { SettingsTabs } from '../tabs.js';
import { usePlan } from '../use-plan.js';

/** Most credits a month that an owner may set. */
const MOST_CREDITS = 1_000_000;

/** Settings → Plan: what the organisation has, and what it used of it. Everybody reads, owners change. */
export function Plan() {
  const { api, me } = useSession();
  const { loaded, reload, update } = usePlan();
  const isOwner = me.role === 'owner';
  const change = async (wanted: PlanChange) => {
    const changed = await api.changePlan(wanted);
    update(() => changed);
  };
  return (
    <div class="page narrow">
      <SettingsTabs current="plan" plan={loaded.state === 'ready' ? loaded.value : undefined} />
      <header class="page-head">
        <Heading>{planTexts.title}</Heading>
      </header>
      <p class="muted">{planTexts.hint}</p>
      {!isOwner && <p class="notice">{planTexts.members}</p>}
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failed code={loaded.code} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <>
          <Usage plan={loaded.value} />
          <Offers plan={loaded.value} isOwner={isOwner} change={change} />
          {isOwner && <OwnCredits plan={loaded.value} change={change} />}
        </>
      )}
    </div>
  );
}

interface PlanPart {
  readonly plan: OrganisationPlan;
  readonly change: (change: PlanChange) => Promise<void>;
}

function Usage({ plan }: Pick<PlanPart, 'plan'>) {
  const { used_credits: used, monthly_credits: all, left_credits: left, model } = plan;
  const month = new Date(`${plan.period}-01T00:00:00Z`);
  return (
    <section class="card" aria-labelledby="usage">
      <h2 id="usage">{planTexts.usage}</h2>
      <p class="hint">{planTexts.period(date(month, { year: 'numeric', month: 'long' }))}</p>
      <div class="usage">
        <meter min={0} max={Math.max(all, 1)} value={Math.min(used, all)} aria-label={planTexts.usage}>
          {planTexts.used_of(number(used), number(all))}
        </meter>
        <p>
          <strong>{planTexts.used_of(number(used), number(all))}</strong>, {planTexts.left(number(left))}
        </p>
      </div>
      {left === 0 && model && <p class="alert">{planTexts.exhausted}</p>}
      <p class="hint">
        {planTexts.renews(date(new Date(plan.renews_at), { dateStyle: 'long' }))}{' '}
        {planTexts.per_credit(number(plan.tokens_per_credit))}{' '}
        {model ? planTexts.model(model.name, model.host) : planTexts.no_model}
      </p>
    </section>
  );
}

function Offers({ plan, isOwner, change }: PlanPart & { readonly isOwner: boolean }) {
  const { saving, save } = useSaving();
  return (
    <section aria-label={planTexts.title}>
      <ul class="offers">
        {plan.offers.map((offer) => (
          <li key={offer.name} class={offer.name === plan.plan ? 'card offer chosen' : 'card offer'}>
            <h2>{planTexts.names[offer.name]}</h2>
            <ul class="offer-features">
              <li>{planTexts.no_features}</li>
              {offer.features.map((feature) => (
                <li key={feature}>{planTexts.features[feature]}</li>
              ))}
              <li>{planTexts.credits_a_month(number(offer.monthly_credits))}</li>
            </ul>
            {offer.name === plan.plan ? (
              <p class="tag offer-current">{planTexts.current}</p>
            ) : (
              isOwner && <Choose offer={offer} plan={plan} onChoose={() => save(() => change({ plan: offer.name }))} />
            )}
          </li>
        ))}
      </ul>
      <SavingNote saving={saving} />
    </section>
  );
}

interface ChooseProps {
  readonly offer: PlanOffer;
  readonly plan: OrganisationPlan;
  readonly onChoose: () => void;
}

function Choose({ offer, plan, onChoose }: ChooseProps) {
  const name = planTexts.names[offer.name];
  const isLess = plan.features.some((feature) => !offer.features.includes(feature));
  return (
    <ConfirmButton
      text={planTexts.choose(name)}
      name={planTexts.choose(name)}
      title={planTexts.choose_title(name)}
      body={isLess ? planTexts.downgrade_body : planTexts.upgrade_body}
      confirm={planTexts.choose(name)}
      isDanger={isLess}
      onConfirm={onChoose}
    />
  );
}

function OwnCredits({ plan, change }: PlanPart) {
  const { saving, save } = useSaving();
  const [isInvalid, setInvalid] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const entered = String(new FormData(event.currentTarget).get('credits')).trim();
    const credits = entered === '' ? null : Number(entered);
    const isWrong = credits !== null && !(Number.isInteger(credits) && credits >= 0 && credits <= MOST_CREDITS);
    setInvalid(isWrong);
    if (!isWrong) void save(() => change({ monthly_credits: credits }));
  };
  return (
    <form class="card form" onSubmit={submit} noValidate>
      <label>
        {planTexts.own}
        <input
          class="field"
          name="credits"
          inputMode="numeric"
          autocomplete="off"
          defaultValue={plan.has_own_credits ? String(plan.monthly_credits) : ''}
          aria-invalid={isInvalid}
          aria-describedby="own-credits"
        />
      </label>
      <p id="own-credits" class={isInvalid ? 'note danger' : 'hint'} role={isInvalid ? 'alert' : undefined}>
        {isInvalid ? planTexts.own_invalid : planTexts.own_hint}
      </p>
      <div class="form-foot">
        <button type="submit" class="button" aria-disabled={saving.state === 'saving'}>
          {texts.settings.save}
        </button>
        <SavingNote saving={saving} invalid={planTexts.own_invalid} />
      </div>
    </form>
  );
}

/** Months and renewals are told in UTC, as the desk counts them. */
function date(moment: Date, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, { ...how, timeZone: 'UTC' }).format(moment);
}

function number(value: number): string {
  return new Intl.NumberFormat(LOCALE).format(value);
}
