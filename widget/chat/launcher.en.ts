/** What the launcher says in English: apart from the panel's texts, because every page downloads it. */
export const launcherTexts = {
  chat: 'Chat',
  unread: (count: number) => `${count} unread`,
};
