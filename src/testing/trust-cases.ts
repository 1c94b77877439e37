import { claimOf, draft, personOf, push, type Rule, somebody } from './control.js';
import { expectEqual, expectRejection, expectThat } from './expect.js';

const VERIFIED = { trust: 'verified' } as const;

/** What a proof changes: Laws 1, 4 and 5. */
export const trustCases: readonly Rule[] = [
  {
    name: 'a claim without proof is unverified, and its session shows only what it said',
    needs: 'fillBlanksOnly',
    holds: async ({ visitor }) => {
      const id = somebody();
      await visitor({ claim: { external_id: id, email: `${id}@example.com` } });
      const { session } = await visitor(claimOf(id));
      expectEqual([session.trust, session.origin], ['unverified', 'claim'], 'trust and origin');
      expectEqual(session.person.email, null, 'the email of another session’s claim');
    },
  },
  {
    name: 'unverified patches fill blanks, never overwrite and never clear, and are answered alike',
    needs: 'fillBlanksOnly',
    holds: async ({ backend, visitor }) => {
      const id = somebody();
      const fresh = await push(await visitor(claimOf(id)), crypto.randomUUID(), [{ plan: 'pro' }, { seats: 3 }]);
      const late = await push(await visitor(claimOf(id)), crypto.randomUUID(), [
        { plan: 'free', city: 'Turin' },
        { seats: null },
      ]);
      expectEqual(late, fresh, 'the answer of the second page');
      expectEqual(await backend.stored(personOf(id)), { plan: 'pro', seats: 3, city: 'Turin' }, 'stored');
    },
  },
  {
    name: 'a token that opens makes a verified session of the person that its claim names',
    needs: 'identityTokens',
    holds: async ({ visitor, proof }) => {
      const id = somebody();
      const { session } = await visitor(await proof(id, 'ada@example.com'));
      expectEqual([session.trust, session.origin], ['verified', 'token'], 'trust and origin');
      expectEqual(session.person.email, 'ada@example.com', 'the email that the proof showed');
      const again = await visitor(await proof(id));
      expectEqual(again.session.handle, session.handle, 'the handle in another browser');
    },
  },
  {
    name: 'a token that does not open is refused as token_invalid',
    needs: 'identityTokens',
    holds: async ({ backend }) => {
      const header = btoa('{"alg":"dir","enc":"A128GCM"}').replaceAll('=', '');
      const opened = backend.adapter().open({ identity: `${header}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA` });
      await expectRejection(opened, 'token_invalid', 'a forged token');
    },
  },
  {
    name: 'a claim that contradicts the token of the same page is refused as identity_conflict',
    needs: 'identityTokens',
    holds: async ({ backend, proof }) => {
      const opened = backend.adapter().open({ ...(await proof(somebody())), ...claimOf(somebody()) });
      await expectRejection(opened, 'identity_conflict', 'two people at once');
    },
  },
  {
    name: 'verified patches overwrite and clear, keys not named stay',
    needs: 'identityTokens',
    holds: async ({ backend, visitor, proof }) => {
      const id = somebody();
      const page = await visitor(await proof(id));
      const lane = crypto.randomUUID();
      await push(
        page,
        lane,
        [
          { plan: 'free', seats: 3, city: 'Turin' },
          { plan: 'pro', seats: null },
        ],
        VERIFIED,
      );
      expectEqual(await backend.stored(personOf(id)), { plan: 'pro', city: 'Turin' }, 'stored');
    },
  },
  {
    name: 'an unverified page fills what is absent, cleared or empty, and nothing else of a verified contact',
    needs: 'identityTokens',
    holds: async ({ backend, visitor, proof }) => {
      const id = somebody();
      await push(
        await visitor(await proof(id)),
        crypto.randomUUID(),
        [{ plan: 'pro', a: '', b: 1 }, { b: null }],
        VERIFIED,
      );
      await push(await visitor(claimOf(id)), crypto.randomUUID(), [
        { plan: 'free', a: 'A', b: 2, c: 3 },
        { plan: null },
      ]);
      expectEqual(await backend.stored(personOf(id)), { plan: 'pro', a: 'A', b: 2, c: 3 }, 'stored');
    },
  },
  {
    name: 'entries accepted unverified stay unverified under a verified session',
    needs: 'identityTokens',
    holds: async ({ backend, visitor, proof }) => {
      const id = somebody();
      const page = await visitor(await proof(id));
      await push(page, crypto.randomUUID(), [{ plan: 'pro' }], VERIFIED);
      await push(page, crypto.randomUUID(), [{ plan: 'free', city: 'Turin' }]);
      expectEqual(await backend.stored(personOf(id)), { plan: 'pro', city: 'Turin' }, 'stored');
    },
  },
  {
    name: 'an unverified session reads nothing that the contact already had',
    needs: 'identityTokens',
    holds: async ({ visitor, proof }) => {
      const id = somebody();
      const owner = await visitor(await proof(id, 'ada@example.com'));
      const { conversation } = await owner.chat.start(owner.credential, draft('mine'));
      const stranger = await visitor(claimOf(id));
      expectEqual(stranger.session.person, { email: null, name: null }, 'its person');
      expectEqual(await stranger.chat.conversations(stranger.credential), [], 'its conversations');
      const read = stranger.chat.messages(stranger.credential, conversation.id);
      await expectRejection(read, 'not_found', 'another session’s conversation');
    },
  },
  {
    name: 'verified sessions of one person share their conversations',
    needs: 'identityTokens',
    holds: async ({ visitor, proof }) => {
      const id = somebody();
      const phone = await visitor(await proof(id));
      const { conversation } = await phone.chat.start(phone.credential, draft('from the phone'));
      const laptop = await visitor(await proof(id));
      const seen = await laptop.chat.conversations(laptop.credential);
      expectEqual(
        seen.map((each) => each.id),
        [conversation.id],
        'conversations on the laptop',
      );
    },
  },
  {
    name: 'a guest’s conversations follow that guest’s own verified login, and the guest’s session ends',
    needs: 'identityTokens',
    holds: async ({ visitor, proof }) => {
      const guest = await visitor();
      const { conversation } = await guest.chat.start(guest.credential, draft('before login'));
      const other = await visitor();
      await other.chat.start(other.credential, draft('another guest’s'));
      const member = await visitor({ ...(await proof(somebody())), guest: guest.credential });
      const seen = await member.chat.conversations(member.credential);
      expectEqual(
        seen.map((each) => each.id),
        [conversation.id],
        'conversations after login',
      );
      await expectRejection(guest.adapter.unread(guest.credential), 'session_ended', 'the guest’s credential');
    },
  },
  {
    name: 'a guest’s conversations do not follow an unverified claim',
    needs: 'fillBlanksOnly',
    holds: async ({ visitor }) => {
      const guest = await visitor();
      await guest.chat.start(guest.credential, draft('before the claim'));
      const claimed = await visitor({ ...claimOf(somebody()), guest: guest.credential, resume: guest.credential });
      expectEqual(await claimed.chat.conversations(claimed.credential), [], 'conversations of the claim');
      const stillGuest = await visitor({ resume: guest.credential });
      const seen = await stillGuest.chat.conversations(stillGuest.credential);
      expectThat(seen.length === 1, 'the guest still has its conversation');
    },
  },
];
