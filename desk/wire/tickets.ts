/** How a ticket came: the chat on a page, or email. */
export type TicketChannel = 'chat' | 'email';
