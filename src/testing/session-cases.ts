import { claimOf, type Rule, somebody } from './control.js';
import { expectEqual, expectRejection, expectThat } from './expect.js';

/** Who a session is for: Laws 4 and 5 without proofs. */
export const sessionCases: readonly Rule[] = [
  {
    name: 'settings say the app’s name and where its identity endpoint is',
    holds: async ({ backend }) => {
      const { name, identity_endpoint } = await backend.adapter().settings();
      expectThat(typeof name === 'string' && name !== '', 'settings().name is text');
      expectThat(
        identity_endpoint === null || typeof identity_endpoint === 'string',
        'identity_endpoint is text or null',
      );
    },
  },
  {
    name: 'a guest’s session is anonymous, empty and of nobody',
    holds: async ({ visitor }) => {
      const { session, chat } = await visitor();
      const { trust, origin, unread, person } = session;
      expectEqual({ trust, origin, unread }, { trust: 'anonymous', origin: 'guest', unread: 0 }, 'the session');
      expectEqual(person, { email: null, name: null }, 'its person');
      expectThat(session.credential !== '' && session.handle !== '', 'the credential and the handle are not empty');
      expectThat(session.renew_after_s > 0, 'renew_after_s is in the future');
      expectEqual(await chat.conversations(session.credential), [], 'its conversations');
    },
  },
  {
    name: 'two guests have two handles and two credentials',
    holds: async ({ visitor }) => {
      const [a, b] = [await visitor(), await visitor()];
      expectThat(a.session.handle !== b.session.handle, 'handles differ');
      expectThat(a.credential !== b.credential, 'credentials differ');
    },
  },
  {
    name: 'a guest goes on with the session that it held',
    holds: async ({ visitor }) => {
      const before = await visitor();
      const after = await visitor({ resume: before.credential });
      expectEqual(after.session.handle, before.session.handle, 'the handle');
    },
  },
  {
    name: 'the same claim in two browsers has one handle and two credentials',
    holds: async ({ visitor }) => {
      const claim = claimOf(somebody());
      const [a, b] = [await visitor(claim), await visitor(claim)];
      expectEqual(a.session.handle, b.session.handle, 'the handle');
      expectThat(a.credential !== b.credential, 'credentials differ');
    },
  },
  {
    name: 'two claims have two handles, and neither is a guest’s',
    holds: async ({ visitor }) => {
      const sessions = [await visitor(claimOf(somebody())), await visitor(claimOf(somebody())), await visitor()];
      expectEqual(new Set(sessions.map(({ session }) => session.handle)).size, 3, 'different handles');
    },
  },
  {
    name: 'an external id and an email of the same text are two people',
    holds: async ({ visitor }) => {
      const address = `${somebody()}@example.com`;
      const byId = await visitor(claimOf(address));
      const byEmail = await visitor({ claim: { email: address } });
      expectThat(byId.session.handle !== byEmail.session.handle, 'handles differ');
    },
  },
  {
    name: 'an email names the same person in any case',
    holds: async ({ visitor }) => {
      const address = `${somebody()}@example.com`;
      const lower = await visitor({ claim: { email: address } });
      const upper = await visitor({ claim: { email: address.toUpperCase() } });
      expectEqual(upper.session.handle, lower.session.handle, 'the handle');
    },
  },
  {
    name: 'another person’s credential is not resumed',
    holds: async ({ visitor }) => {
      const first = await visitor(claimOf(somebody()));
      const second = await visitor({ ...claimOf(somebody()), resume: first.credential });
      expectThat(second.session.handle !== first.session.handle, 'handles differ');
      expectThat(second.credential !== first.credential, 'credentials differ');
    },
  },
  {
    name: 'a claim with an unusable field is refused as claim_invalid',
    holds: async ({ backend }) => {
      const opened = backend.adapter().open({ claim: { external_id: 'x'.repeat(5_000) } });
      await expectRejection(opened, 'claim_invalid', 'an external id of 5,000 characters');
    },
  },
  {
    name: 'a closed session has ended for every call, and may be closed again',
    holds: async ({ visitor }) => {
      const { adapter, chat, credential } = await visitor();
      await adapter.close(credential);
      await adapter.close(credential);
      await expectRejection(adapter.unread(credential), 'session_ended', 'unread() after close()');
      await expectRejection(chat.conversations(credential), 'session_ended', 'conversations() after close()');
      const pushed = adapter.push(credential, {
        lane: crypto.randomUUID(),
        trust: 'anonymous',
        entries: [{ seq: 1, custom_data: {} }],
      });
      await expectRejection(pushed, 'session_ended', 'push() after close()');
    },
  },
  {
    name: 'a closed guest’s session is not resumed',
    needs: 'revocation',
    holds: async ({ visitor }) => {
      const before = await visitor();
      await before.adapter.close(before.credential);
      const after = await visitor({ resume: before.credential });
      expectThat(after.session.handle !== before.session.handle, 'handles differ');
    },
  },
];
