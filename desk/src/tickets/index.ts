export { listTickets, reopenTicket, setTicketStatus, type TicketQuery } from './agent.js';
export { insertTicket, type NewTicket, submitTicket } from './create.js';
export { ticketRoutes } from './routes.js';
export { ticketRow, ticketRows } from './rows.js';
