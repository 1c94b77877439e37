import type { Client } from 'convot';

declare global {
  interface Window {
    Convot: Client;
  }
}
